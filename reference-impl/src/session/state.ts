import type { AccessClaims, Tokens } from '../provider/port.ts'
import type { SessionErrorCode } from './errors.ts'
import type { SessionRecord } from './record.ts'

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

/** What a request at the refresh endpoint came to. */
export type RefreshOutcome =
  | {
      readonly kind: 'refreshed'
      readonly cookies: readonly string[]
      readonly expiresAt: number
      /** With `bearer`, what the page gets in its hand: the access token, and seconds that it lives. */
      readonly inBody?: { readonly accessToken: string; readonly expiresIn: number }
    }
  /** Another tab was first, and its cookies arrived here in the meantime. */
  | { readonly kind: 'not-needed' }
  | {
      readonly kind: 'refused'
      readonly code: SessionErrorCode
      readonly cookies: readonly string[]
    }
  /** The browser does not keep the access cookie: another lap would change nothing. */
  | { readonly kind: 'looping' }
  | { readonly kind: 'unavailable'; readonly code: SessionErrorCode; readonly retryAfter: number }

/** A session with tokens that are good now, or why there are none. */
export type Renewal =
  | { readonly record: SessionRecord; readonly tokens: Tokens; readonly claims: AccessClaims }
  | { readonly code: SessionErrorCode }
