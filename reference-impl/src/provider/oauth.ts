import { createRemoteJWKSet, customFetch } from 'jose'
import { verifyLogoutToken } from './logout-token.ts'
import type { Provider } from './port.ts'
import { refreshGrant } from './refresh-grant.ts'
import { signInRefused, verifiedProfile } from './sign-in-refused.ts'
import { judgeRefusal, requestTokens, tokensIn, unavailable } from './token-endpoint.ts'
import { verifyAccessToken } from './token-validation.ts'
import { checkedSecret, isSigned, logoutNotice, notSigned, noWebhooks } from './webhook.ts'

export interface OAuthOptions {
  /** Origin of the environment; its endpoints are where Scalekit has them. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly fetch: typeof globalThis.fetch
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Milliseconds that any one call may take. Default 5,000. */
  readonly timeout?: number
  /** As `ScalekitOptions` has it. */
  readonly keysCooldown?: number
  /** As `ScalekitOptions` has it. */
  readonly webhookSecret?: string
}

/**
 * A Scalekit environment as the provider, by `fetch` alone: for places where the SDK cannot run, such as a page,
 * where `fetch` is the emulator's own.
 */
export function oauthProvider(options: OAuthOptions): Provider {
  const { issuer, clientId, clientSecret, fetch, now, timeout = 5000 } = options
  const webhookSecret = checkedSecret(options.webhookSecret)
  const expected = {
    issuer,
    audience: clientId,
    keys: createRemoteJWKSet(new URL('/keys', issuer), {
      [customFetch]: (url, init) => fetch(url, init),
      timeoutDuration: timeout,
      cooldownDuration: options.keysCooldown ?? 5000,
    }),
    now,
    clockTolerance: 5,
  }
  const tokenEndpoint = {
    url: new URL('/oauth/token', issuer),
    clientId,
    clientSecret,
    timeout,
    fetch,
  }

  /** Asks the session API as the application itself; undefined for what the provider does not know. */
  const ask = async (method: 'GET' | 'POST', path: string): Promise<Response | undefined> => {
    const answer = await requestTokens(tokenEndpoint, { grant_type: 'client_credentials' })
    const { accessToken } = tokensIn(answer.body)
    if (accessToken === undefined) throw judgeRefusal(answer, 'refresh_refused')
    const response = await fetch(new URL(path, issuer), {
      method,
      headers: { authorization: `Bearer ${accessToken}` },
      signal: AbortSignal.timeout(timeout),
    }).catch((cause: unknown) => {
      throw unavailable('does not answer', { cause })
    })
    // What the provider does not know is as ended as can be.
    if (response.status === 404) return undefined
    if (!response.ok) throw unavailable('did not answer about the session')
    return response
  }

  return {
    authorizationUrl: ({ redirectUri, state, nonce, codeChallenge, loginHint }) =>
      withQuery(new URL('/oauth/authorize', issuer), {
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        scope: 'openid profile email offline_access',
        state,
        nonce,
        code_challenge: codeChallenge,
        code_challenge_method: 'S256',
        login_hint: loginHint,
      }),

    async exchangeCode({ code, redirectUri, codeVerifier, nonce }) {
      const answer = await requestTokens(tokenEndpoint, {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: codeVerifier,
      })
      if (answer.status !== 200) throw judgeRefusal(answer, 'sign_in_refused')
      const { accessToken, refreshToken, idToken } = tokensIn(answer.body)
      if (!accessToken || !refreshToken || !idToken) {
        throw signInRefused('The provider left out a token.')
      }
      const profile = await verifiedProfile(idToken, { ...expected, nonce })
      return { accessToken, refreshToken, idToken, profile }
    },

    refresh: (refreshToken) => refreshGrant(tokenEndpoint, expected, refreshToken),
    verifyAccessToken: (accessToken) => verifyAccessToken(accessToken, expected),
    async revokeSession(sid) {
      await ask('POST', `/api/v1/sessions/${encodeURIComponent(sid)}/revoke`)
    },
    async revokeAllSessions(userId) {
      await ask('POST', `/api/v1/users/${encodeURIComponent(userId)}/sessions/revoke`)
    },
    async isSessionActive(sid) {
      const response = await ask('GET', `/api/v1/sessions/${encodeURIComponent(sid)}`)
      return ((await response?.json()) as { status?: unknown } | undefined)?.status === 'active'
    },

    async verifyWebhook(delivery) {
      if (webhookSecret === undefined) throw noWebhooks()
      if (!(await isSigned(webhookSecret, delivery, now()))) throw notSigned()
      return logoutNotice(delivery)
    },
    verifyLogoutToken: (logoutToken) => verifyLogoutToken(logoutToken, expected),

    endSessionUrl: ({ idTokenHint, postLogoutRedirectUri }) =>
      withQuery(new URL('/oidc/logout', issuer), {
        id_token_hint: idTokenHint,
        post_logout_redirect_uri: postLogoutRedirectUri,
      }),
  }
}

function withQuery(url: URL, parameters: Readonly<Record<string, string | undefined>>): string {
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value)
  }
  return url.href
}
