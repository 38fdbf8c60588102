/** Every way in which this library refuses, as stable codes: the `code` member of its problem details. */
export type SessionErrorCode =
  | 'authentication_required'
  | 'access_token_expired'
  | 'access_token_invalid'
  | 'session_expired'
  | 'session_revoked'
  | 'refresh_refused'
  | 'refresh_replayed'
  | 'sign_in_refused'
  | 'cross_site_refused'
  | 'content_type_refused'
  | 'not_found'
  | 'webhook_malformed'
  | 'webhook_refused'
  | 'logout_token_refused'
  | 'body_too_large'
  | 'body_consumed'
  | 'provider_unavailable'
  | 'store_unavailable'
  | 'cookie_too_large'
  | 'policy_invalid'

/** The one error class. The message says what happened and what to do, and never holds a token. */
export class SessionError extends Error {
  override readonly name = 'SessionError'
  readonly code: SessionErrorCode
  /** Seconds after which another try makes sense, where the provider or the store is away. */
  readonly retryAfter: number | undefined

  constructor(
    code: SessionErrorCode,
    message: string,
    options: { cause?: unknown; retryAfter?: number } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : {})
    this.code = code
    this.retryAfter = options.retryAfter
  }
}
