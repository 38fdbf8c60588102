import { isForged } from '../csrf/verdict.ts'
import type { AccessClaims } from '../provider/port.ts'
import type { MaybePromise } from '../store/port.ts'
import { arrivesFromElsewhere } from './bounce.ts'
import type { Context, OpenedAccess } from './context.ts'
import { credentialOf, openCredential } from './credential.ts'
import { SessionError } from './errors.ts'
import type { SessionErrorCode } from './errors.ts'
import { endOf, idleEnd, isActivityDue, isTokenExpired } from './lifetime.ts'
import { andThen, attempt } from './maybe.ts'
import { isCheckDue, livesOn } from './provider-check.ts'
import type { SessionRecord } from './record.ts'
import { returnTo, withReturnTo } from './return-to.ts'
import { writeSession } from './session-cookies.ts'
import type { RequestState, Session } from './state.ts'
import { STRATEGIES } from './strategy.ts'
import { renew } from './vault.ts'
import { isNavigation, isWebSocket } from './view.ts'
import type { RequestView } from './view.ts'

// #region authenticate
/** Whose request is this? One look at the cookie, one at the store; no token is taken on trust. */
export function authenticate(context: Context, view: RequestView): MaybePromise<RequestState> {
  if (isForgeable(context, view)) return { kind: 'refused', code: 'cross_site_refused' }
  const credential = credentialOf(context.policy, view)
  if (credential === undefined) return turnAway(context, view, 'authentication_required')
  const decide = () =>
    andThen(openCredential(context, credential), (access) => judge(context, view, access))
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

/** No browser adds an Authorization header by itself: with `bearer`, every request is the page's own. */
function isForgeable({ policy }: Context, view: RequestView): boolean {
  return policy.strategy !== 'bearer' && isForged(view, policy)
}

/**
 * Claims once verified stay so until `exp`; the revocation check came first, and comes every time.
 * Undefined where the token is good, and expired.
 */
function verify(context: Context, access: OpenedAccess): MaybePromise<AccessClaims | undefined> {
  if (access.claims !== undefined) return access.claims
  return context.provider.verifyAccessToken(access.accessToken).then(
    (claims) => {
      if (claims.sid !== access.sid)
        throw new SessionError('access_token_invalid', 'The access token is of another session.')
      access.claims = claims
      return claims
    },
    (error: unknown) => {
      if (error instanceof SessionError && error.code === 'access_token_expired') return undefined
      throw error
    },
  )
}

function admit(
  context: Context,
  view: RequestView,
  record: SessionRecord,
  claims: AccessClaims | undefined,
): MaybePromise<RequestState> {
  const { policy } = context
  const now = context.now()
  if (claims === undefined) return expired(context, view, record.sid)
  if (claims.sub !== record.userId) return turnAway(context, view, 'access_token_invalid')
  if (isTokenExpired(claims.exp, now, policy)) return expired(context, view, record.sid)
  if (isCheckDue(context, record, now))
    return livesOn(context, record).then((lives) =>
      lives ? signedIn(context, record, claims) : turnAway(context, view, 'session_revoked'),
    )
  return signedIn(context, record, claims)
}

function signedIn(
  context: Context,
  record: SessionRecord,
  claims: AccessClaims,
): MaybePromise<RequestState> {
  const { policy, store } = context
  const now = context.now()
  const state: RequestState = { kind: 'signed-in', session: sessionOf(record, claims) }
  if (!isActivityDue(record, now, policy)) return state
  const idleExpiresAt = idleEnd(record.absoluteExpiresAt, now, policy)
  return andThen(store.touch(record.sid, now, idleExpiresAt), () => state)
}

function sessionOf(record: SessionRecord, claims: AccessClaims): Session {
  return {
    id: record.sid,
    userId: record.userId,
    claims,
    createdAt: record.createdAt,
    renewals: record.generation - 1,
  }
}

/** The token expired and the session did not. */
function expired(context: Context, view: RequestView, sid: string): MaybePromise<RequestState> {
  return context.policy.strategy === 'vault' ? renewHere(context, view, sid) : detour(context, view)
}

/** Where the refresh token is in the store, nothing has to travel. */
async function renewHere(context: Context, view: RequestView, sid: string): Promise<RequestState> {
  const renewal = await renew(context, sid)
  if ('code' in renewal) return turnAway(context, view, renewal.code)
  const { record, tokens, claims } = renewal
  const cookies = await writeSession(context, view, record, tokens)
  return { kind: 'signed-in', session: sessionOf(record, claims), cookies }
}

// #region detour
/** The token expired and the session did not: over the refresh endpoint, which has the other cookie. */
function detour(context: Context, view: RequestView): RequestState {
  // The refresh cookie would stay behind on the way: bounce first.
  if (arrivesFromElsewhere(view)) return turnAway(context, view, 'access_token_expired')
  const { strategy, paths } = context.policy
  const { detours } = STRATEGIES[strategy]
  const takesIt = detours === 'every-request' || (detours === 'navigations' && isNavigation(view))
  const back = returnTo(view.url, context.policy)
  if (!takesIt || isWebSocket(view) || back === undefined)
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
