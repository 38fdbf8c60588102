import type { MaybePromise } from '../store/port.ts'

/**
 * Authenticated encryption of cookie values and stored tokens: AES-256-GCM with associated data.
 * A sealed value is `keyId.base64url(iv ‖ ciphertext ‖ tag)`: cookie-safe as it is.
 */
export interface Sealer {
  /** `context` is the associated data: a value sealed for one place cannot be opened in another. */
  seal(plaintext: string, context: string): MaybePromise<string>
  /** Undefined if it was tampered with, sealed elsewhere, or by a key that is no longer in the ring. */
  open(sealed: string, context: string): MaybePromise<Opened | undefined>
}

export interface Opened {
  readonly plaintext: string
  /** Sealed by an older key of the ring: seal it again when there is occasion. */
  readonly stale: boolean
}
