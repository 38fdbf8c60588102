import type { Context } from './context.ts'
import { SessionError } from './errors.ts'
import { openIdToken } from './id-token.ts'
import type { SessionRecord } from './record.ts'
import { clearSession } from './session-cookies.ts'
import { currentSid } from './sign-in.ts'
import type { Session } from './state.ts'
import { tellProvider } from './tell-provider.ts'
import type { RequestView } from './view.ts'

export interface EndOutcome {
  /** Where the provider ends its own session; undefined if it has no such place. */
  readonly location: string | undefined
  readonly cookies: readonly string[]
}

/** One line of the list of sessions that a user sees. Times are epoch milliseconds. */
export interface ListedSession {
  readonly id: string
  /** The session that asks. */
  readonly current: boolean
  readonly createdAt: number
  readonly lastSeenAt: number
  readonly expiresAt: number
  readonly userAgent?: string
  readonly ip?: string
}

// #region sign-out
/**
 * Signs out: refused in the store first, so that the next request on any process is turned away,
 * then cleared here, then ended at the provider. An expired access cookie still says whose session
 * it was, and no session at all is no error.
 */
export async function end(context: Context, view: RequestView): Promise<EndOutcome> {
  const { policy, store, provider } = context
  const sid = await currentSid(context, view)
  if (sid === undefined && policy.strategy === 'bearer') throw unknown()
  const record = sid === undefined ? undefined : await store.read(sid)
  const idTokenHint = record && (await openIdToken(context, record))?.plaintext
  if (record && (await store.revoke(record.sid, context.now(), 'sign-out'))) {
    context.audit({ event: 'ended', sid: record.sid, userId: record.userId, because: 'sign-out' })
    await tellProvider(context, { sid: record.sid })
  }
  const location = provider.endSessionUrl({
    postLogoutRedirectUri: policy.origin + policy.afterSignOut,
    ...(idTokenHint !== undefined && { idTokenHint }),
  })
  return { location: record && location, cookies: clearSession(policy, view) }
}
// #endregion

/** To clear the cookie and leave the session alive would only look like a sign-out. */
function unknown(): SessionError {
  return new SessionError(
    'authentication_required',
    'A sign-out needs the access token, for it alone says whose session is to end.',
  )
}

export async function list(context: Context, session: Session): Promise<readonly ListedSession[]> {
  const records = await context.store.list(session.userId, context.now())
  return records.map((record) => listed(record, session.id))
}

// #region revoke
/** Ends one session of the user who asks; another user's does not exist for them (ASVS 8.2.2). */
export async function revoke(context: Context, session: Session, sid: string): Promise<boolean> {
  const record = await context.store.read(sid)
  if (record === undefined || record.userId !== session.userId) return false
  if (!(await context.store.revoke(sid, context.now(), 'revoked'))) return false
  context.audit({ event: 'ended', sid, userId: record.userId, because: 'revoked' })
  await tellProvider(context, { sid })
  return true
}

/** Ends every session of the user, or all but the one that asks; how many. */
export async function revokeAll(
  context: Context,
  { userId, id }: Session,
  { exceptThis = false }: { exceptThis?: boolean } = {},
): Promise<number> {
  const kept = exceptThis ? id : undefined
  const sids = await context.store.revokeAll(userId, context.now(), 'revoked', kept)
  for (const sid of sids) context.audit({ event: 'ended', sid, userId, because: 'revoked' })
  if (exceptThis) await Promise.all(sids.map((sid) => tellProvider(context, { sid })))
  else await tellProvider(context, { userId })
  return sids.length
}
// #endregion

function listed(record: SessionRecord, current: string): ListedSession {
  const { sid, createdAt, lastSeenAt, idleExpiresAt, userAgent, ip } = record
  return {
    id: sid,
    current: sid === current,
    createdAt,
    lastSeenAt,
    expiresAt: idleExpiresAt,
    ...(userAgent !== undefined && { userAgent }),
    ...(ip !== undefined && { ip }),
  }
}
