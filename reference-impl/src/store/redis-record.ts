import type { RevocationReason, SessionRecord } from '../session/record.ts'

/** The fields of a session's hash, as they are read: what scripts ask about, and the rest as JSON. */
export const recordFields = [
  'rest',
  'generation',
  'lastSeenAt',
  'idleExpiresAt',
  'revokedAt',
  'revokedBecause',
] as const

/** Fields and values in turn, as HSET takes them. */
export function toFields(record: SessionRecord): readonly string[] {
  const { generation, lastSeenAt, idleExpiresAt, revokedAt, revokedBecause, ...rest } = record
  const fields = { generation, lastSeenAt, idleExpiresAt, revokedAt, revokedBecause }
  return Object.entries({ ...fields, rest: JSON.stringify(rest) }).flatMap(([name, value]) =>
    value === undefined ? [] : [name, String(value)],
  )
}

/** From the values of `recordFields`, each of which may be missing; undefined if there is no session. */
export function fromFields(values: readonly (string | null)[]): SessionRecord | undefined {
  const [rest, generation, lastSeenAt, idleExpiresAt, revokedAt, revokedBecause] = values
  if (typeof rest !== 'string') return undefined
  return {
    ...(JSON.parse(rest) as SessionRecord),
    generation: Number(generation),
    lastSeenAt: Number(lastSeenAt),
    idleExpiresAt: Number(idleExpiresAt),
    ...(revokedAt && { revokedAt: Number(revokedAt) }),
    ...(revokedBecause && { revokedBecause: revokedBecause as RevocationReason }),
  }
}
