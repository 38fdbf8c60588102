import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose'
import type { Provider, Tokens } from '../../reference-impl/src/provider/port.ts'
import { SessionError } from '../../reference-impl/src/session/errors.ts'

/** Where the provider is and who we are to it; `fetch` and `now` are injected. */
export interface LabProviderOptions {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly fetch: (request: Request) => Promise<Response>
  readonly now: () => number
}

/** The provider's HTTP half as an application speaks it, without an SDK. */
export function createLabProvider(options: LabProviderOptions): Provider {
  const { issuer, clientId, clientSecret, now } = options
  let keys: Promise<JSONWebKeySet> | undefined

  const post = async (path: string, fields: Record<string, string>): Promise<Response> =>
    options.fetch(new Request(issuer + path, { method: 'POST', body: new URLSearchParams(fields) }))

  const tokens = async (
    grant: Record<string, string>,
    refusal: 'sign_in_refused' | 'refresh_refused',
  ): Promise<Tokens & { idToken: string }> => {
    const response = await post('/oauth/token', {
      ...grant,
      client_id: clientId,
      client_secret: clientSecret,
    }).catch((cause: unknown) => {
      throw new SessionError('provider_unavailable', 'The provider gave no answer.', { cause })
    })
    if (response.status === 429 || response.status >= 500) {
      throw new SessionError('provider_unavailable', 'The provider is away.', { retryAfter: 1 })
    }
    if (!response.ok) throw new SessionError(refusal, 'The provider refused the grant.')
    const body = (await response.json()) as Record<string, string>
    return {
      accessToken: body['access_token'] ?? '',
      refreshToken: body['refresh_token'] ?? '',
      idToken: body['id_token'] ?? '',
    }
  }

  const verified = async (token: string): Promise<JWTPayload> => {
    keys ??= options
      .fetch(new Request(`${issuer}/keys`))
      .then((response) => response.json() as Promise<JSONWebKeySet>)
    const { payload } = await jwtVerify(token, createLocalJWKSet(await keys), {
      issuer,
      audience: clientId,
      algorithms: ['RS256'],
      currentDate: new Date(now()),
    })
    return payload
  }

  const asClient = async (path: string): Promise<void> => {
    const response = await post('/oauth/token', {
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    })
    const { access_token } = (await response.json()) as { access_token: string }
    const headers = { authorization: `Bearer ${access_token}` }
    await options.fetch(new Request(issuer + path, { method: 'POST', headers }))
  }

  return {
    authorizationUrl: ({ redirectUri, state, nonce, codeChallenge, loginHint }) =>
      `${issuer}/oauth/authorize?${new URLSearchParams({
        response_type: 'code',
        client_id: clientId,
        scope: 'openid profile email offline_access',
        redirect_uri: redirectUri,
        state,
        nonce,
        code_challenge: codeChallenge,
        code_challenge_method: 'S256',
        ...(loginHint && { login_hint: loginHint }),
      })}`,
    async exchangeCode({ code, redirectUri, codeVerifier, nonce }) {
      const grant = {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: codeVerifier,
      }
      const fresh = await tokens(grant, 'sign_in_refused')
      const claims = await verified(fresh.idToken)
      if (claims['nonce'] !== nonce) {
        throw new SessionError('sign_in_refused', 'The ID token carries another nonce.')
      }
      const profile = {
        sub: claims.sub ?? '',
        email: String(claims['email']),
        name: String(claims['name']),
      }
      return { ...fresh, profile }
    },
    refresh: (refreshToken) =>
      tokens({ grant_type: 'refresh_token', refresh_token: refreshToken }, 'refresh_refused'),
    async verifyAccessToken(accessToken) {
      const claims = await verified(accessToken).catch((cause: unknown) => {
        const code =
          cause instanceof errors.JWTExpired ? 'access_token_expired' : 'access_token_invalid'
        throw new SessionError(code, 'The access token is not good.', { cause })
      })
      if (claims['at_hash'] !== undefined || typeof claims['sid'] !== 'string') {
        throw new SessionError('access_token_invalid', 'This is no access token.')
      }
      return {
        sub: claims.sub ?? '',
        sid: claims['sid'],
        iss: issuer,
        exp: claims.exp ?? 0,
        iat: claims.iat ?? 0,
        roles: (claims['roles'] ?? []) as string[],
        permissions: (claims['permissions'] ?? []) as string[],
      }
    },
    revokeSession: (sid) => asClient(`/api/v1/sessions/${sid}/revoke`),
    revokeAllSessions: (userId) => asClient(`/api/v1/users/${userId}/sessions/revoke`),
    endSessionUrl: ({ idTokenHint, postLogoutRedirectUri }) =>
      `${issuer}/oidc/logout?${new URLSearchParams({
        post_logout_redirect_uri: postLogoutRedirectUri,
        ...(idTokenHint && { id_token_hint: idTokenHint }),
      })}`,
  }
}
