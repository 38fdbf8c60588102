import type { SessionErrorCode } from './errors.ts'
import type { Policy } from './policy.ts'
import type { SessionRecord } from './record.ts'

// #region lifetime
/** Why a session is over at `now`, or undefined while it lives. The server decides, not Max-Age. */
export function endOf(
  record: SessionRecord | undefined,
  now: number,
): SessionErrorCode | undefined {
  if (record === undefined) return 'session_expired'
  if (record.revokedAt !== undefined) return 'session_revoked'
  if (now >= record.absoluteExpiresAt || now >= record.idleExpiresAt) return 'session_expired'
  return undefined
}

/** Activity moves the idle end, never past the absolute one. */
export function idleEnd(absoluteExpiresAt: number, now: number, policy: Policy): number {
  return Math.min(now + policy.idleMs, absoluteExpiresAt)
}

/** Noting every request would be a write for each read: a twentieth of the idle time is exact enough. */
export function isActivityDue(record: SessionRecord, now: number, policy: Policy): boolean {
  return now - record.lastSeenAt >= Math.min(policy.idleMs / 20, 60_000)
}

/** The provider's word on an access token's life, read from its `exp` (RFC 7519 §4.1.4). */
export function isTokenExpired(exp: number, now: number, policy: Policy): boolean {
  return now >= exp * 1_000 + policy.clockToleranceMs
}
// #endregion
