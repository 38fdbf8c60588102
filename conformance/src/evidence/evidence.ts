import type { StoredCookie } from '../drivers/port.ts'
import type { Exchange, Trail } from '../wire/exchange.ts'

/**
 * What gatherers bring back, keyed by question; one set for each driver.
 * Plain data, redacted: secrets appear as marks, and equal secrets as equal marks (`run/redaction.ts`).
 */
export interface Evidence {
  /** A fresh sign-in, and which cookies the session hangs on. */
  readonly signIn: SignInEvidence
  /** Which cookies are the refresh credential; a gap where there are others whose part is not known. */
  readonly refreshCookie: RefreshCookieEvidence
  /** An expired access credential meets a live refresh credential. */
  readonly refresh: RefreshEvidence
  /** Many requests at the moment of expiry. */
  readonly concurrency: ConcurrencyEvidence
  /** One session revoked while another lives. */
  readonly revocation: RevocationEvidence
  readonly signOut: SignOutEvidence
  /** Requests with no session, a made-up one, and ones that ended. */
  readonly refusal: RefusalEvidence
  /** Every exchange of the whole run by this driver, other journeys included. */
  readonly ledger: LedgerEvidence
}

export type EvidenceKey = keyof Evidence

/** Names and last seen marks of the credentials of one session. */
export interface Credentials {
  /** Cookie names; several where they are one credential. */
  readonly access: readonly string[]
  readonly refresh: readonly string[]
}

/** A protected request made with known credentials, and whether the user was recognised. */
export interface Probe {
  /** What was sent: `saved access`, `saved refresh`, `another session`, `none`, `garbage`. */
  readonly label: string
  readonly exchange: Exchange
  /** The user it answered for; absent where it answered for nobody. */
  readonly user?: string
}

export interface SignInEvidence {
  readonly user: string
  readonly credentials: Credentials
  readonly trail: Trail
  readonly cookies: readonly StoredCookie[]
  /** `document.cookie` on a page of the target. */
  readonly scriptCookies: string
  /** Each cookie left out in turn: what the protected resource then said. */
  readonly ablation: readonly (Probe & { readonly without: string })[]
}

export interface RefreshCookieEvidence {
  /** Empty for a server with one session cookie that is never renewed by another. */
  readonly names: readonly string[]
}

/** `expiry` says how the credential was made to expire: `dropped` is a hint only where the cookie outlives its token. */
export interface Expiry {
  readonly how: 'waited' | 'dropped' | 'hook'
  readonly faithful: boolean
}

/** One request across a refresh. */
export interface Crossing {
  readonly label: string
  readonly hops: Trail
  readonly user?: string
}

export interface RefreshEvidence {
  readonly user: string
  readonly credentials: Credentials
  readonly expiry: Expiry
  /** Where the target refreshes, as a path. */
  readonly endpoint: string
  /** An API request, and a page where there is one. */
  readonly crossings: readonly Crossing[]
  /** Requests right after each crossing: is the user still signed in? */
  readonly after: readonly Crossing[]
}

export interface ConcurrencyEvidence {
  readonly user: string
  readonly expiry: Expiry
  readonly parallel: readonly Crossing[]
  /** A request after all of them, and one across the next refresh. */
  readonly after: readonly Crossing[]
  readonly trail: Trail
}

export interface RevocationEvidence {
  readonly user: string
  readonly credentials: Credentials
  /** The good request, with the saved credentials, before. */
  readonly before: readonly Probe[]
  /** Absent where a command revoked it. */
  readonly revocation?: Exchange
  /** The saved access and refresh credentials, after. */
  readonly access: Probe
  readonly refresh?: Probe
  /** Another live session of the same client kind: proves that the target still answers the good. */
  readonly control: Probe
  /** Milliseconds from the answer to the revocation to the first refusal. */
  readonly refusedAfterMs?: number
}

export interface SignOutEvidence {
  readonly user: string
  readonly credentials: Credentials
  readonly before: readonly Probe[]
  readonly signOut: Trail
  readonly access: Probe
  readonly refresh?: Probe
  readonly control: Probe
  /** In the jar before and after. */
  readonly cookiesBefore: readonly StoredCookie[]
  readonly cookiesAfter: readonly StoredCookie[]
}

export interface RefusalEvidence {
  /** API refusals: none, garbage, revoked. */
  readonly api: readonly Probe[]
  readonly page: readonly Probe[]
}

export interface LedgerEvidence {
  /** The target's own; cookies that other origins set are none of its business. */
  readonly origin: string
  readonly credentials: Credentials
  /** Where the target refreshes, as a path. */
  readonly endpoint: string
  /** Marks that each credential had over the run. */
  readonly accessMarks: readonly string[]
  readonly refreshMarks: readonly string[]
  readonly trail: Trail
}

/** In the place of evidence that could not be gathered: why, and what would help. */
export interface Gap {
  readonly gap: true
  /** Which step failed, for example `sign-in: the form has no field "#email"`. */
  readonly reason: string
  /** What the owner can do, for example `set "expire" in the config`. */
  readonly hint: string
  /** The exchange that showed it. */
  readonly exchange?: Exchange
}

export type Gathered = { readonly [K in EvidenceKey]: Evidence[K] | Gap }
