import type { Context } from './context.ts'
import { SessionError } from './errors.ts'
import type { SessionRecord } from './record.ts'

// #region provider-check
/** Whether it is time to ask the provider if a session lives on. Tokens that it issued just now say so by themselves. */
export function isCheckDue(
  { policy, checked }: Context,
  record: SessionRecord,
  now: number,
): boolean {
  if (policy.providerCheckMs === Infinity) return false
  const issued = record.rotatedAt ?? record.createdAt
  return now - Math.max(issued, checked.get(record.sid) ?? 0) >= policy.providerCheckMs
}

/**
 * Asks the provider, once for all requests that wait, and ends a session that is over there. False if it is.
 * A provider that is away ends nothing, and is asked again after the same while: an outage signs nobody out.
 */
export function livesOn(context: Context, record: SessionRecord): Promise<boolean> {
  const { checks } = context
  const under = checks.get(record.sid)
  if (under) return under
  const check = ask(context, record).finally(() => checks.delete(record.sid))
  checks.set(record.sid, check)
  return check
}
// #endregion

async function ask(context: Context, { sid, userId }: SessionRecord): Promise<boolean> {
  const { provider, store, audit, now, checked } = context
  try {
    const active = await provider.isSessionActive(sid)
    checked.set(sid, now())
    if (active) return true
  } catch (error) {
    checked.set(sid, now())
    const code = error instanceof SessionError ? error.code : 'provider_unavailable'
    audit({ event: 'provider-not-asked', sid, code })
    return true
  }
  if (await store.revoke(sid, now(), 'provider'))
    audit({ event: 'ended', sid, userId, because: 'provider' })
  return false
}
