import type { AccessClaims } from '../provider/port.ts'
import type { SessionErrorCode } from './errors.ts'

/** A signed-in user's session, as handlers see it. */
export interface Session {
  readonly id: string
  readonly userId: string
  readonly claims: AccessClaims
  /** Epoch milliseconds. */
  readonly createdAt: number
  /** How often its tokens were rotated. */
  readonly renewals: number
}

/** What a request turned out to be. `answer` knows what to say to all but the first. */
export type RequestState =
  | {
      readonly kind: 'signed-in'
      readonly session: Session
      /** With `vault`, Set-Cookie lines of new tokens. If they get lost, the next request has them again. */
      readonly cookies?: readonly string[]
    }
  /** The token expired, the session did not: go to `location`, and come back with a new one. */
  | { readonly kind: 'refresh'; readonly location: string }
  /** Arrived from another site, so that Strict cookies stayed behind: once more, from here. */
  | { readonly kind: 'bounce'; readonly location: string }
  | { readonly kind: 'signed-out'; readonly code: SessionErrorCode }
  /** Forged, by all that can be told. */
  | { readonly kind: 'refused'; readonly code: SessionErrorCode }
  /** Store or provider is away: nobody is signed out for that. */
  | { readonly kind: 'unavailable'; readonly code: SessionErrorCode; readonly retryAfter: number }
