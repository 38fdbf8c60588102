import { authenticate } from './authenticate.ts'
import type { Context } from './context.ts'
import { SessionError } from './errors.ts'
import type { SessionErrorCode } from './errors.ts'
import { sha256 } from './hash.ts'
import { endOf } from './lifetime.ts'
import type { SessionRecord } from './record.ts'
import { isFresh, openSuccessor, rotate } from './rotate.ts'
import type { Successor } from './rotate.ts'
import { clearSession, readRefresh, writeSession } from './session-cookies.ts'
import type { OpenedRefresh } from './session-cookies.ts'
import type { RefreshOutcome } from './state.ts'
import { tellProvider } from './tell-provider.ts'
import { queryOf } from './view.ts'
import type { RequestView } from './view.ts'

/** A browser that dropped the new access cookie is back within moments. */
const LAP_MS = 3_000

// #region refresh
/** Exchanges the refresh token for its successor: once, however many requests ask at the same time. */
export async function refresh(context: Context, view: RequestView): Promise<RefreshOutcome> {
  const presented = await readRefresh(context, view)
  if (presented === 'absent') return refused(context, 'authentication_required', [])
  if (presented === 'unusable')
    return refused(context, 'refresh_refused', clearSession(context.policy, view))

  const access = isAsNeeded(context, view) ? await authenticate(context, view) : undefined
  if (access?.kind === 'signed-in') return { kind: 'not-needed' }

  // Session and token in the key: no two users, nor a thief and a victim, ever share a flight.
  const hash = await sha256(presented.refreshToken)
  const key = `${presented.sid} ${hash}`
  const flying = context.flights.get(key)
  if (flying !== undefined) return flying
  const expired = access?.kind === 'signed-out' && access.code === 'access_token_expired'
  const flight = takeTurn(context, view, { ...presented, hash, expired })
  context.flights.set(key, flight)
  return flight.finally(() => context.flights.delete(key))
}
// #endregion

/**
 * Whether it is to be done only if the access token expired: on the detour, and for a client that
 * cannot know whether another tab was first. A bearer token is in one tab, and each wants its own.
 */
function isAsNeeded({ policy }: Context, view: RequestView): boolean {
  if (policy.strategy === 'bearer') return false
  const query = queryOf(view)
  return query.has('return_to') || query.get('if') === 'expired'
}

interface Presented extends OpenedRefresh {
  readonly hash: string
  /** It is needed, for the access token that came along had expired. */
  readonly expired: boolean
}

// #region turn
/** Under the session's lock, which holds across processes: whoever comes second finds it done. */
async function takeTurn(
  context: Context,
  view: RequestView,
  presented: Presented,
): Promise<RefreshOutcome> {
  try {
    return await context.store.lock(presented.sid, async () => {
      const record = await context.store.read(presented.sid)
      const end = endOf(record, context.now())
      if (record === undefined || end !== undefined) {
        const cookies = dead(context, view, record)
        return refused(context, end ?? 'session_expired', cookies, presented.sid)
      }
      if (presented.hash !== record.refreshHash) return replay(context, view, record, presented)
      if (presented.expired && (await isLap(context, record))) return { kind: 'looping' }
      return advance(context, view, record, presented)
    })
  } catch (error) {
    if (!(error instanceof SessionError)) throw error
    // Down, slow, 429, 5xx: cookies stay as they are, and so does the session.
    context.audit({ event: 'refused', code: error.code, sid: presented.sid, detail: error.message })
    return { kind: 'unavailable', code: error.code, retryAfter: error.retryAfter ?? 1 }
  }
}
// #endregion

// #region replay
/**
 * A token that was rotated already. In the window: a parallel tab, or a response that got lost; the
 * same successor answers it. After it there is no telling whose it is (RFC 9700 §4.14.2).
 */
async function replay(
  context: Context,
  view: RequestView,
  record: SessionRecord,
  presented: Presented,
): Promise<RefreshOutcome> {
  const { sid, userId } = record
  const now = context.now()
  const since =
    presented.hash === record.previousRefreshHash ? (record.rotatedAt ?? 0) : presented.issuedAt
  const successor = await openSuccessor(context, record)
  if (successor !== undefined && now - since <= context.policy.replayWindowMs) {
    context.audit({ event: 'successor-replayed', sid, userId })
    return handOut(context, view, record, successor)
  }
  context.audit({ event: 'refresh-token-reused', sid, userId })
  await context.store.revoke(sid, now, 'replay')
  await tellProvider(context, { sid })
  return refused(context, 'refresh_replayed', clearSession(context.policy, view), sid)
}
// #endregion

// #region advance
async function advance(
  context: Context,
  view: RequestView,
  record: SessionRecord,
  presented: Presented,
): Promise<RefreshOutcome> {
  const { sid, userId } = record
  try {
    const { next, tokens } = await rotate(context, record, presented.refreshToken)
    // Sealed before it is kept: what cannot become cookies must not become the session.
    const outcome = await handOut(context, view, next, tokens)
    if (await context.store.replace(record.generation, next)) {
      context.audit({ event: 'refreshed', sid, userId, generation: next.generation })
      return outcome
    }
  } catch (error) {
    if (!(error instanceof SessionError) || error.code !== 'refresh_refused') throw error
    // invalid_grant: over for good, unless someone else's rotation is why.
    if ((await context.store.read(sid))?.generation === record.generation) {
      await context.store.revoke(sid, context.now(), 'provider')
      return refused(context, 'refresh_refused', clearSession(context.policy, view), sid)
    }
  }
  return follow(context, view, presented)
}
// #endregion

async function handOut(
  context: Context,
  view: RequestView,
  record: SessionRecord,
  tokens: Successor,
): Promise<RefreshOutcome> {
  const { accessToken, expiresAt } = tokens
  const cookies = await writeSession(context, view, record, tokens)
  const outcome = { kind: 'refreshed', cookies, expiresAt } as const
  if (context.policy.strategy !== 'bearer') return outcome
  const expiresIn = Math.max(0, Math.floor((expiresAt - context.now()) / 1_000))
  return { ...outcome, inBody: { accessToken, expiresIn } }
}

/** The compare-and-set failed: signed out in the meantime, or rotated by someone with the lock's lease. */
async function follow(
  context: Context,
  view: RequestView,
  presented: Presented,
): Promise<RefreshOutcome> {
  const record = await context.store.read(presented.sid)
  const end = endOf(record, context.now())
  if (record !== undefined && end === undefined) return replay(context, view, record, presented)
  return refused(context, end ?? 'session_expired', dead(context, view, record), presented.sid)
}

/** Cookies of a session that a new sign-in replaced are gone already: clearing would hit the new ones. */
function dead(
  context: Context,
  view: RequestView,
  record: SessionRecord | undefined,
): readonly string[] {
  return record?.revokedBecause === 'reauthenticated' ? [] : clearSession(context.policy, view)
}

/** The newest access token is still good, was handed out a moment ago, and did not come. */
async function isLap(context: Context, record: SessionRecord): Promise<boolean> {
  const now = context.now()
  if (record.rotatedAt === undefined || now - record.rotatedAt > LAP_MS) return false
  const successor = await openSuccessor(context, record)
  return successor !== undefined && isFresh(successor, now)
}

function refused(
  context: Context,
  code: SessionErrorCode,
  cookies: readonly string[],
  sid?: string,
): RefreshOutcome {
  context.audit({ event: 'refused', code, sid })
  return { kind: 'refused', code, cookies }
}
