import type { Profile, Provider, WebhookDelivery } from '../provider/port.ts'
import type { Sealer } from '../sealing/port.ts'
import type { MaybePromise, SessionStore } from '../store/port.ts'
import type { Audit } from './audit.ts'
import { authenticate } from './authenticate.ts'
import { begin } from './begin.ts'
import type { BeginOutcome } from './begin.ts'
import { BoundedCache } from './bounded-cache.ts'
import type { Context } from './context.ts'
import { end, list, revoke, revokeAll } from './end.ts'
import type { EndOutcome, ListedSession } from './end.ts'
import { profileOf } from './id-token.ts'
import type { Policy } from './policy.ts'
import { takeLogoutToken, takeWebhook } from './provider-notice.ts'
import type { NoticeOutcome } from './provider-notice.ts'
import { refresh } from './refresh.ts'
import { clearSession } from './session-cookies.ts'
import { signIn } from './sign-in.ts'
import type { RefreshOutcome, RequestState, Session } from './state.ts'
import type { RequestView } from './view.ts'

export interface SessionsOptions {
  readonly policy: Policy
  readonly store: SessionStore
  readonly provider: Provider
  readonly sealer: Sealer
  readonly audit?: Audit
  /** Epoch milliseconds. */
  readonly now?: () => number
  readonly random?: (bytes: number) => Uint8Array
}

/** Sessions of one application: all that an adapter, a route or an app asks of the core. */
export interface Sessions {
  readonly policy: Policy
  /** Answers at once if store and sealer do and the token was seen before. */
  authenticate(view: RequestView): MaybePromise<RequestState>
  /** The person behind a session, from the ID token that was verified at sign-in. */
  profile(session: Session): MaybePromise<Profile>
  /** Starts a sign-in: where to send the browser, and with which cookie. */
  signIn(view: RequestView): Promise<{ location: string; cookies: readonly string[] }>
  /** The browser is back from the provider: verifies what it brought, and begins a session. */
  begin(view: RequestView): Promise<BeginOutcome>
  refresh(view: RequestView): Promise<RefreshOutcome>
  /** Ends the session whose cookie the request carries, if any, and clears every cookie. */
  end(view: RequestView): Promise<EndOutcome>
  list(session: Session): Promise<readonly ListedSession[]>
  /** Ends one session of the same user. False if that user has no such session. */
  revoke(session: Session, sid: string): Promise<boolean>
  /** Ends all sessions of the user, or all but this one; how many. */
  revokeAll(session: Session, options?: { exceptThis?: boolean }): Promise<number>
  /** Ends what a webhook of the provider says is over. Rejects if it is not the provider's. */
  takeWebhook(delivery: WebhookDelivery): Promise<NoticeOutcome>
  /** The same for a logout token (OpenID Connect Back-Channel Logout 1.0). */
  takeLogoutToken(logoutToken: string): Promise<NoticeOutcome>
  /** Set-Cookie lines that clear every cookie of a session. */
  clearCookies(view: RequestView): readonly string[]
}

/** Cookies that are remembered as opened and verified: some 2 kB each. */
const REMEMBERED = 10_000

/** Puts the ports together. One for each application: what it remembers is shared by all requests. */
export function createSessions(options: SessionsOptions): Sessions {
  const context: Context = {
    policy: options.policy,
    store: options.store,
    provider: options.provider,
    sealer: options.sealer,
    audit: options.audit ?? (() => {}),
    now: options.now ?? Date.now,
    random: options.random ?? ((bytes) => crypto.getRandomValues(new Uint8Array(bytes))),
    opened: new BoundedCache(REMEMBERED),
    flights: new Map(),
    checked: new BoundedCache(REMEMBERED),
    checks: new Map(),
    renewals: new Map(),
  }
  return {
    policy: context.policy,
    authenticate: (view) => authenticate(context, view),
    profile: (session) => profileOf(context, session),
    signIn: (view) => signIn(context, view),
    begin: (view) => begin(context, view),
    refresh: (view) => refresh(context, view),
    end: (view) => end(context, view),
    list: (session) => list(context, session),
    revoke: (session, sid) => revoke(context, session, sid),
    revokeAll: (session, how) => revokeAll(context, session, how),
    takeWebhook: (delivery) => takeWebhook(context, delivery),
    takeLogoutToken: (logoutToken) => takeLogoutToken(context, logoutToken),
    clearCookies: (view) => clearSession(context.policy, view),
  }
}
