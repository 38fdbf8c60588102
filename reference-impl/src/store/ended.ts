import type { SessionRecord } from '../session/record.ts'

/** When a session ended, or will if nobody comes: revocation, idle or absolute expiry, whichever is first. */
export function endsAt({
  revokedAt = Infinity,
  idleExpiresAt,
  absoluteExpiresAt,
}: SessionRecord): number {
  return Math.min(revokedAt, idleExpiresAt, absoluteExpiresAt)
}

/** Whether it is neither revoked nor expired. */
export function isLive(record: SessionRecord, now: number): boolean {
  return record.revokedAt === undefined && now < endsAt(record)
}
