/** Why a session ended before its time. */
export type RevocationReason =
  'sign-out' | 'revoked' | 'provider' | 'replay' | 'limit' | 'reauthenticated'

/**
 * What the store keeps of one session. Times are epoch milliseconds.
 * No token stands here in the clear: refresh tokens as SHA-256 (base64url), the rest sealed.
 */
export interface SessionRecord {
  /** The provider's session id (`sid`), which access token, webhook and revocation all name. */
  readonly sid: string
  readonly userId: string
  /** Grows by one with every rotation; the compare-and-set of every write. */
  readonly generation: number
  readonly createdAt: number
  readonly lastSeenAt: number
  readonly idleExpiresAt: number
  readonly absoluteExpiresAt: number
  /** Hash of the refresh token that is current. */
  readonly refreshHash: string
  /** Hash of the one before it; inside the replay window it is answered with the successor. */
  readonly previousRefreshHash?: string
  /**
   * Tokens of the last rotation, sealed, so that a replay inside the window gets the same ones.
   * With `vault` from sign-in on: it is the only place that has the refresh token.
   */
  readonly sealedSuccessor?: string
  readonly rotatedAt?: number
  /** ID token for `id_token_hint` at sign-out, sealed. */
  readonly sealedIdToken?: string
  readonly revokedAt?: number
  readonly revokedBecause?: RevocationReason
  /** User-Agent and address at sign-in, for the list of sessions that a user sees. */
  readonly userAgent?: string
  readonly ip?: string
}
