/** What a provider hands out at sign-in and at each refresh. */
export interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string
  /** At sign-in; a refresh need not bring one. */
  readonly idToken?: string
}

/** Claims of a verified access token (RFC 9068 §2.2; `sid` is OpenID Connect's). Times are epoch seconds. */
export interface AccessClaims {
  readonly sub: string
  readonly sid: string
  readonly iss: string
  readonly exp: number
  readonly iat: number
  readonly roles: readonly string[]
  readonly permissions: readonly string[]
  readonly organizationId?: string
}

/** The person who signed in, from the verified ID token (OpenID Connect Core §5.1). */
export interface Profile {
  readonly sub: string
  readonly email?: string
  readonly name?: string
}

export interface AuthorizationRequest {
  readonly redirectUri: string
  readonly state: string
  readonly nonce: string
  /** S256 challenge (RFC 7636 §4.2). */
  readonly codeChallenge: string
  readonly loginHint?: string
}

export interface CodeExchange {
  readonly code: string
  readonly redirectUri: string
  readonly codeVerifier: string
  /** The nonce that the ID token must carry (OpenID Connect Core §3.1.3.7). */
  readonly nonce: string
}

/** A webhook as it came: its headers by the Standard Webhooks scheme, and its body to the character. */
export interface WebhookDelivery {
  readonly id: string
  /** Epoch seconds, as text. */
  readonly timestamp: string
  readonly signature: string
  readonly body: string
}

/**
 * The provider says that sessions are over: one (`session`), all of a user's (`all`), or, if it does not tell which,
 * `some`. Times are epoch milliseconds.
 */
export type LogoutNotice = {
  /** The same for the same notice, however often it is sent. */
  readonly id: string
  /** When they ended: a session that began later is not meant. */
  readonly at: number
  /** Until when the same notice would be taken for good again. */
  readonly until: number
} & (
  | { readonly over: 'session'; readonly sid: string; readonly userId: string | undefined }
  | { readonly over: 'all' | 'some'; readonly userId: string }
)

/**
 * The identity provider, behind a port. One contract suite (`contract.ts`) holds every implementation to it.
 * Rejections are `SessionError`s:
 * `sign_in_refused` (the code, or its ID token, is no good),
 * `refresh_refused` (the `invalid_grant` class of RFC 6749 §5.2: the session is over),
 * `provider_unavailable` (down, slow, 429, 5xx: the session lives; `retryAfter` in seconds),
 * `access_token_invalid`, `access_token_expired`,
 * `webhook_refused` (its signature or its age), `webhook_malformed`, `not_found` (webhooks are off),
 * `logout_token_refused`.
 */
export interface Provider {
  authorizationUrl(request: AuthorizationRequest): string
  /** Redeems the code and verifies the ID token: signature, iss, aud, exp, nonce. */
  exchangeCode(exchange: CodeExchange): Promise<Tokens & { idToken: string; profile: Profile }>
  refresh(refreshToken: string): Promise<Tokens>
  /** Verifies signature, algorithm, iss, aud, exp, nbf and that it is an access token with a `sid`. */
  verifyAccessToken(accessToken: string): Promise<AccessClaims>
  revokeSession(sid: string): Promise<void>
  revokeAllSessions(userId: string): Promise<void>
  /** Whether the session lives on at the provider: false once it is revoked, expired, or not known. */
  isSessionActive(sid: string): Promise<boolean>
  /** Verifies signature and timestamp; the notice in it, or undefined if it is about something else. */
  verifyWebhook(delivery: WebhookDelivery): Promise<LogoutNotice | undefined>
  /** Verifies a logout token (OpenID Connect Back-Channel Logout 1.0 §2.6); the notice in it. */
  verifyLogoutToken(logoutToken: string): Promise<LogoutNotice>
  /** RP-Initiated Logout 1.0 §2; undefined where the provider has none. */
  endSessionUrl(request: {
    idTokenHint?: string
    postLogoutRedirectUri: string
  }): string | undefined
}
