import { ScalekitClient, ScalekitNotFoundException } from '@scalekit-sdk/node'
import { createRemoteJWKSet } from 'jose'
import { SessionError } from '../session/errors.ts'
import { verifyLogoutToken } from './logout-token.ts'
import type { Provider, WebhookDelivery } from './port.ts'
import { refreshGrant } from './refresh-grant.ts'
import { signInRefused, verifiedProfile } from './sign-in-refused.ts'
import { judgeRefusal, unavailable } from './token-endpoint.ts'
import { verifyAccessToken } from './token-validation.ts'
import { checkedSecret, logoutNotice, notSigned, noWebhooks } from './webhook.ts'

export interface ScalekitOptions {
  /** SCALEKIT_ENVIRONMENT_URL. */
  readonly environmentUrl: string
  /** SCALEKIT_CLIENT_ID. */
  readonly clientId: string
  /** SCALEKIT_CLIENT_SECRET. */
  readonly clientSecret: string
  /** Milliseconds that any one call may take. Default 5,000. */
  readonly timeout?: number
  /** Epoch milliseconds. */
  readonly clock?: () => number
  /** Seconds by which Scalekit's clock may differ from ours. Default 5. */
  readonly clockTolerance?: number
  /**
   * Milliseconds before a key that the key set lacks makes it load again, so that forgers cannot have us hammer it.
   * Default 5,000; new keys are unknown for so long at most.
   */
  readonly keysCooldown?: number
  /** SCALEKIT_WEBHOOK_SECRET, of the endpoint that the dashboard sends to. Without it no webhook is taken. */
  readonly webhookSecret?: string
}

/** Without `offline_access` there is no refresh token, and the SDK's default leaves it out. */
const scopes = ['openid', 'profile', 'email', 'offline_access']

/**
 * Scalekit as the provider, by its SDK. In two places the SDK is passed by:
 * - Tokens are verified by jose. The SDK decodes the ID token without verifying it, takes an ID token for an access
 *   token, turns an outage of the key set into `false`, and keeps the first key set for ever.
 * - Refresh asks the token endpoint itself. `refreshAccessToken` throws an Error whose message tells the status and
 *   loses the OAuth error, and status 400 is `invalid_grant`, which ends the session, as well as `invalid_client`,
 *   which does not: whoever rotated a client secret would sign everybody out.
 */
export function scalekitProvider(options: ScalekitOptions): Provider {
  const { clientId, clientSecret, timeout = 5000, clock = Date.now } = options
  const issuer = environmentOrigin(options)
  const webhookSecret = checkedSecret(options.webhookSecret)
  const sdk = new ScalekitClient(issuer, clientId, clientSecret, { timeoutMs: timeout })
  const expected = {
    issuer,
    audience: clientId,
    keys: createRemoteJWKSet(new URL('/keys', issuer), {
      timeoutDuration: timeout,
      cooldownDuration: options.keysCooldown ?? 5000,
    }),
    now: clock,
    clockTolerance: options.clockTolerance ?? 5,
  }
  const tokenEndpoint = {
    url: new URL('/oauth/token', issuer),
    clientId,
    clientSecret,
    timeout,
    fetch: globalThis.fetch,
  }

  return {
    // #region authorization-url
    authorizationUrl: ({ redirectUri, state, nonce, codeChallenge, loginHint }) =>
      sdk.getAuthorizationUrl(redirectUri, {
        scopes,
        state,
        nonce,
        codeChallenge,
        codeChallengeMethod: 'S256',
        ...(loginHint !== undefined && { loginHint }),
      }),
    // #endregion

    // #region exchange-code
    async exchangeCode({ code, redirectUri, codeVerifier, nonce }) {
      const { accessToken, refreshToken, idToken } = await sdk
        .authenticateWithCode(code, redirectUri, { codeVerifier })
        .catch((error: unknown) => {
          throw refusedCode(error)
        })
      if (!refreshToken)
        throw signInRefused('The provider sent no refresh token; allow offline_access.')
      const profile = await verifiedProfile(idToken, { ...expected, nonce })
      return { accessToken, refreshToken, idToken, profile }
    },
    // #endregion

    refresh: (refreshToken) => refreshGrant(tokenEndpoint, expected, refreshToken),

    verifyAccessToken: (accessToken) => verifyAccessToken(accessToken, expected),

    async revokeSession(sid) {
      await known(timeout, sdk.session.revokeSession(sid))
    },

    async revokeAllSessions(userId) {
      await known(timeout, sdk.session.revokeAllUserSessions(userId))
    },

    async isSessionActive(sid) {
      return (await known(timeout, sdk.session.getSession(sid)))?.status === 'active'
    },

    // #region verify-webhook
    async verifyWebhook(delivery) {
      if (webhookSecret === undefined) throw noWebhooks()
      try {
        sdk.verifyWebhookPayload(webhookSecret, webhookHeaders(delivery), delivery.body)
      } catch (error) {
        throw notSigned(error)
      }
      return logoutNotice(delivery)
    },
    // #endregion

    verifyLogoutToken: (logoutToken) => verifyLogoutToken(logoutToken, expected),

    endSessionUrl: ({ idTokenHint, postLogoutRedirectUri }) =>
      sdk.getLogoutUrl({
        postLogoutRedirectUri,
        ...(idTokenHint !== undefined && { idTokenHint }),
      }),
  }
}

/** The environment's origin; the SDK would keep a trailing slash, and so ask for `//oauth/token`. */
function environmentOrigin({ environmentUrl, clientId, clientSecret }: ScalekitOptions): string {
  if (clientId === '' || clientSecret === '') {
    throw new SessionError(
      'policy_invalid',
      'SCALEKIT_CLIENT_ID or SCALEKIT_CLIENT_SECRET is empty. Take both from the Scalekit dashboard.',
    )
  }
  if (!URL.canParse(environmentUrl) || !/^https?:$/.test(new URL(environmentUrl).protocol)) {
    throw new SessionError(
      'policy_invalid',
      'SCALEKIT_ENVIRONMENT_URL is no address. It looks like https://your-app.scalekit.com.',
    )
  }
  return new URL(environmentUrl).origin
}

/** The SDK lets the AxiosError of a code exchange through, response and all. */
function refusedCode(error: unknown): SessionError {
  const response = (error as { response?: AxiosAnswer }).response
  if (!response) {
    return isAxiosError(error)
      ? unavailable('does not answer', { cause: error })
      : signInRefused('The provider sent no ID token that can be read.')
  }
  const retryAfter = response.headers['retry-after'] ?? null
  return judgeRefusal(
    { status: response.status, body: response.data, retryAfter },
    'sign_in_refused',
  )
}

interface AxiosAnswer {
  readonly status: number
  readonly data: unknown
  readonly headers: Readonly<Record<string, string | undefined>>
}

function isAxiosError(error: unknown): boolean {
  return (error as { isAxiosError?: boolean }).isAxiosError === true
}

function webhookHeaders({ id, timestamp, signature }: WebhookDelivery): Record<string, string> {
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature }
}

/**
 * The answer to a call about sessions; undefined if the provider does not know what it is about, which is as ended
 * as can be. The SDK may retry for seconds: not for us.
 */
async function known<T>(timeout: number, call: Promise<T>): Promise<T | undefined> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(unavailable('takes too long to answer')), timeout)
  try {
    return await Promise.race([call, late])
  } catch (error) {
    if (error instanceof ScalekitNotFoundException) return undefined
    throw error instanceof SessionError
      ? error
      : unavailable('did not answer about the session', { cause: error })
  } finally {
    clearTimeout(timer)
  }
}
