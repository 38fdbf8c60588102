import { isForged } from '../csrf/verdict.ts'
import type { AccessClaims } from '../provider/port.ts'
import type { MaybePromise } from '../store/port.ts'
import { arrivesFromElsewhere } from './bounce.ts'
import type { Context, OpenedAccess } from './context.ts'
import { SessionError } from './errors.ts'
import type { SessionErrorCode } from './errors.ts'
import { endOf, idleEnd, isActivityDue, isTokenExpired } from './lifetime.ts'
import { andThen, attempt } from './maybe.ts'
import type { SessionRecord } from './record.ts'
import { returnTo, withReturnTo } from './return-to.ts'
import { openAccess, sealedAccess } from './session-cookies.ts'
import type { RequestState } from './state.ts'
import { isNavigation, isWebSocket } from './view.ts'
import type { RequestView } from './view.ts'

// #region authenticate
/** Whose request is this? One look at the cookie, one at the store; no token is taken on trust. */
export function authenticate(context: Context, view: RequestView): MaybePromise<RequestState> {
  if (isForged(view, context.policy)) return { kind: 'refused', code: 'cross_site_refused' }
  const sealed = sealedAccess(context.policy, view)
  if (sealed === undefined) return turnAway(context, view, 'authentication_required')
  const decide = () =>
    andThen(openAccess(context, sealed), (access) => judge(context, view, access))
  return attempt(decide, (error) => failed(context, view, error))
}

/** First the store, which knows who was revoked; then the token, which does not. */
function judge(context: Context, view: RequestView, access: OpenedAccess | undefined) {
  if (access === undefined) return turnAway(context, view, 'access_token_invalid')
  return andThen(context.store.read(access.sid), (record) => {
    const end = endOf(record, context.now())
    if (record === undefined || end !== undefined)
      return turnAway(context, view, end ?? 'session_expired')
    return andThen(verify(context, access), (claims) => admit(context, view, record, claims))
  })
}
// #endregion

/** Claims once verified stay so until `exp`; the revocation check came first, and comes every time. */
function verify(context: Context, access: OpenedAccess): MaybePromise<AccessClaims> {
  if (access.claims !== undefined) return access.claims
  return context.provider.verifyAccessToken(access.accessToken).then((claims) => {
    if (claims.sid !== access.sid)
      throw new SessionError('access_token_invalid', 'The access token is of another session.')
    access.claims = claims
    return claims
  })
}

function admit(
  context: Context,
  view: RequestView,
  record: SessionRecord,
  claims: AccessClaims,
): MaybePromise<RequestState> {
  const now = context.now()
  if (claims.sub !== record.userId) return turnAway(context, view, 'access_token_invalid')
  if (isTokenExpired(claims.exp, now, context.policy)) return detour(context, view)
  const state: RequestState = {
    kind: 'signed-in',
    session: {
      id: record.sid,
      userId: record.userId,
      claims,
      createdAt: record.createdAt,
      renewals: record.generation - 1,
    },
  }
  if (!isActivityDue(record, now, context.policy)) return state
  const idleExpiresAt = idleEnd(record.absoluteExpiresAt, now, context.policy)
  return andThen(context.store.touch(record.sid, now, idleExpiresAt), () => state)
}

// #region detour
/** The token expired and the session did not: over the refresh endpoint, which has the other cookie. */
function detour(context: Context, view: RequestView): RequestState {
  // The refresh cookie would stay behind on the way: bounce first.
  if (arrivesFromElsewhere(view)) return turnAway(context, view, 'access_token_expired')
  const { detours, paths } = context.policy
  const replayable = detours === 'every-request' || isNavigation(view)
  const back = returnTo(view.url, context.policy)
  if (!replayable || isWebSocket(view) || back === undefined)
    return { kind: 'signed-out', code: 'access_token_expired' }
  return { kind: 'refresh', location: withReturnTo(paths.refresh, back) }
}

/** No usable access cookie. Someone who arrives from elsewhere may have one that stayed behind. */
function turnAway(context: Context, view: RequestView, code: SessionErrorCode): RequestState {
  const back = returnTo(view.url, context.policy)
  if (arrivesFromElsewhere(view) && back !== undefined) return { kind: 'bounce', location: back }
  return { kind: 'signed-out', code }
}
// #endregion

function failed(context: Context, view: RequestView, error: unknown): RequestState {
  if (!(error instanceof SessionError)) throw error
  const { code, retryAfter = 1 } = error
  if (code === 'access_token_expired') return detour(context, view)
  if (code === 'access_token_invalid') return turnAway(context, view, code)
  context.audit({ event: 'refused', code, detail: error.message })
  return { kind: 'unavailable', code, retryAfter }
}
