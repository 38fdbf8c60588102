import { decodeProtectedHeader } from 'jose'
import { timingSafeEqual } from 'node:crypto'
import type { Sealer } from '../sealing/port.ts'
import { SessionError } from '../session/errors.ts'
import { sha256 } from '../session/hash.ts'
import type { CodeExchange, Provider } from './port.ts'
import { authorize, type SelfIssuedEvent } from './self-issued-authorize.ts'
import { refreshRefused, refreshTokens } from './self-issued-grant.ts'
import { signingKeys, type SigningKeySource } from './self-issued-keys.ts'
import { scryptPasswords, type Passwords } from './self-issued-password.ts'
import { reached, type AskState } from './self-issued-reach.ts'
import type { IssuedCode, SelfIssuedState, SelfIssuedUser } from './self-issued-state.ts'
import { memoryThrottle, type SignInThrottle } from './self-issued-throttle.ts'
import { accessToken, idToken } from './self-issued-tokens.ts'
import { signInRefused } from './sign-in-refused.ts'
import { unavailable } from './token-endpoint.ts'
import { verifyAccessToken } from './token-validation.ts'
import { noWebhooks } from './webhook.ts'

export interface SelfIssuedOptions {
  /** The application's origin: issuer of the tokens, and where the sign-in page is. */
  readonly origin: string
  readonly keys: SigningKeySource
  /** Seals refresh tokens; the sessions' own will do. */
  readonly sealer: Sealer
  readonly state: SelfIssuedState
  /** Path of the sign-in page. Default `/auth/password`. */
  readonly path?: string
  /** Default: `/auth/callback` of the origin. */
  readonly redirectUri?: string
  /** The application, as the page calls it. Default: the host. */
  readonly name?: string
  /** Audience of the tokens. Default: the origin. */
  readonly clientId?: string
  /** Seconds that an access token lives. Default 300. */
  readonly accessLifetime?: number
  /** Seconds after a sign-in at which refreshing ends, whatever the policy's `absolute` says. Default a day. */
  readonly grantLifetime?: number
  /** Default: scrypt at OWASP's cost. */
  readonly passwords?: Passwords
  /** Default: in memory, by account. */
  readonly throttle?: SignInThrottle
  readonly audit?: (event: SelfIssuedEvent) => void
  /** Milliseconds that state or keys may take. Default 5,000. */
  readonly timeout?: number
  /** Epoch milliseconds. */
  readonly clock?: () => number
}

/** A provider that is a part of the application, and its sign-in page. */
export interface SelfIssuedProvider extends Provider {
  readonly origin: string
  /** Path of the sign-in page. */
  readonly path: string
  /** Answers a request for the sign-in page; undefined if it is for something else. */
  handle(request: Request, client?: { ip?: string }): Promise<Response | undefined>
}

/**
 * The application as its own provider: a small authorization server in the same process, with a sign-in page for
 * passwords. To the core it is as any other: code with PKCE, state and nonce, rotation, revocation.
 */
export function selfIssuedProvider(options: SelfIssuedOptions): SelfIssuedProvider {
  const origin = checkedOrigin(options.origin)
  const { state, sealer, path = '/auth/password', timeout = 5000, clock = Date.now } = options
  const { redirectUri = `${origin}/auth/callback`, clientId = origin } = options
  const audit = options.audit ?? (() => {})
  const ask: AskState = (question) => reached(timeout, () => question(state))
  const keys = signingKeys(
    typeof options.keys === 'function' ? guardedSource(options.keys, timeout) : options.keys,
  )
  const issuer = {
    issuer: origin,
    clientId,
    lifetime: positive('accessLifetime', options.accessLifetime ?? 300),
    now: clock,
    signer: () => reached(timeout, keys.signer),
  }
  const grantLifetime = positive('grantLifetime', options.grantLifetime ?? 86_400) * 1000
  // Several machines of the application may differ by a little.
  const expected = {
    issuer: origin,
    audience: clientId,
    keys: keys.find,
    now: clock,
    clockTolerance: 5,
  }
  const page = {
    origin,
    path,
    name: options.name ?? new URL(origin).host,
    clientId,
    redirectUri,
    ask,
    passwords: options.passwords ?? scryptPasswords(),
    throttle: options.throttle ?? memoryThrottle(),
    audit,
    now: clock,
  }

  const families = refreshTokens({ ask, sealer, audit, lifetime: grantLifetime, now: clock })

  return {
    origin,
    path,

    authorizationUrl: ({ state: flow, nonce, codeChallenge, loginHint, ...request }) => {
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: clientId,
        redirect_uri: request.redirectUri,
        scope: 'openid profile email offline_access',
        state: flow,
        nonce,
        code_challenge: codeChallenge,
        code_challenge_method: 'S256',
        ...(loginHint !== undefined && { login_hint: loginHint }),
      })
      return `${origin}${path}?${query}`
    },

    // #region redeem-code
    async exchangeCode(exchange) {
      const hash = await sha256(exchange.code)
      const taken = await ask((codes) => codes.takeCode(hash))
      if (taken === undefined) throw signInRefused('The code is not known.')
      const { code, first } = taken
      if (!first) {
        // RFC 6749 §4.1.2: what came of the first use ends, for one of the two was a thief.
        audit({ event: 'code-replayed', sid: code.sid, userId: code.userId })
        await ask((grants) => grants.endGrant(code.sid, clock()))
        throw signInRefused('The code was used before.')
      }
      const user = await ask((users) => users.userById(code.userId))
      if (user === undefined || !(await matches(code, exchange, clock())))
        throw signInRefused('The code is not for this request.')
      const tokens = {
        accessToken: await accessToken(issuer, user, code.sid),
        idToken: await idToken(issuer, user, code),
        refreshToken: await families.begin(code),
      }
      return { ...tokens, profile: profileOf(user) }
    },
    // #endregion

    async refresh(refreshToken) {
      // A second look, for whoever lost a race has its answer kept there by now.
      for (const _look of [1, 2]) {
        const grant = await families.grantOf(refreshToken)
        const user = grant && (await ask((users) => users.userById(grant.userId)))
        if (grant === undefined || user === undefined) throw refreshRefused()
        // Signed first: if the keys cannot be had, nothing is spent.
        const access = await accessToken(issuer, user, grant.sid)
        const successor = await families.spend(grant, refreshToken)
        if (successor !== undefined) return { accessToken: access, refreshToken: successor }
      }
      throw unavailable('is busy with the same session')
    },

    async verifyAccessToken(token) {
      const claims = await verifyAccessToken(token, expected)
      // Ours always say so, and so nothing else is one (RFC 9068 §4, RFC 8725 §3.11).
      if (decodeProtectedHeader(token).typ !== 'at+jwt')
        throw new SessionError('access_token_invalid', 'The token is not good: no access token.')
      return claims
    },

    revokeSession: (sid) => ask((grants) => grants.endGrant(sid, clock())),
    revokeAllSessions: (userId) => ask((grants) => grants.endGrantsOf(userId, clock())),
    async isSessionActive(sid) {
      const grant = await ask((grants) => grants.grantBySid(sid))
      return grant !== undefined && grant.endedAt === undefined && grant.expiresAt > clock()
    },

    // Nobody else ends sessions here, and so nobody tells of it.
    async verifyWebhook() {
      throw noWebhooks()
    },
    async verifyLogoutToken() {
      throw new SessionError('logout_token_refused', 'This provider sends no logout tokens.')
    },
    endSessionUrl: () => undefined,

    async handle(request, client) {
      return new URL(request.url).pathname === path
        ? authorize(page, request, client?.ip)
        : undefined
    },
  }
}

/** RFC 6749 §4.1.3, RFC 7636 §4.6, OpenID Connect Core §3.1.3.7. */
async function matches(code: IssuedCode, exchange: CodeExchange, now: number): Promise<boolean> {
  return (
    code.expiresAt > now &&
    code.redirectUri === exchange.redirectUri &&
    code.nonce === exchange.nonce &&
    /^[\w.~-]{43,128}$/.test(exchange.codeVerifier) &&
    sameHash(await sha256(exchange.codeVerifier), code.codeChallenge)
  )
}

function sameHash(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}

function profileOf({ id, email, name }: SelfIssuedUser) {
  return { sub: id, email, ...(name !== undefined && { name }) }
}

function guardedSource(
  source: Extract<SigningKeySource, (...args: never) => unknown>,
  timeout: number,
): SigningKeySource {
  return () => reached(timeout, source)
}

function checkedOrigin(origin: string): string {
  const url = URL.canParse(origin) ? new URL(origin) : undefined
  const local = url?.hostname === 'localhost' || url?.hostname === '127.0.0.1'
  if (url?.origin === origin && (url.protocol === 'https:' || local)) return origin
  throw new SessionError(
    'policy_invalid',
    'The origin of selfIssuedProvider looks like https://app.example, or http://localhost:3000: passwords travel there.',
  )
}

function positive(name: string, seconds: number): number {
  if (Number.isFinite(seconds) && seconds >= 1) return seconds
  throw new SessionError('policy_invalid', `${name} is a number of seconds, 1 or more.`)
}
