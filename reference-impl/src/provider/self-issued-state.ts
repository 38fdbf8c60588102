import type { MaybePromise } from '../store/port.ts'

/** Someone who may sign in. */
export interface SelfIssuedUser {
  readonly id: string
  /** As `normalizedEmail` has it. */
  readonly email: string
  readonly name?: string
  /** As `Passwords.hash` made it. */
  readonly passwordHash: string
  readonly roles?: readonly string[]
  readonly permissions?: readonly string[]
}

/** An authorization code that was sent out (RFC 6749 §4.1.2). Times are epoch milliseconds. */
export interface IssuedCode {
  /** SHA-256 of the code: the code itself is kept nowhere. */
  readonly hash: string
  /** The session that the code will begin. */
  readonly sid: string
  readonly userId: string
  readonly redirectUri: string
  readonly nonce: string
  readonly codeChallenge: string
  readonly authenticatedAt: number
  readonly expiresAt: number
}

/** What a sign-in granted: one session, one family of refresh tokens. Times are epoch milliseconds. */
export interface Grant {
  readonly sid: string
  readonly userId: string
  /** Counts rotations; `replaceGrant` compares it. */
  readonly generation: number
  /** SHA-256 of the part that all refresh tokens of the grant share. */
  readonly familyHash: string
  /** SHA-256 of the one refresh token that is good. */
  readonly tokenHash: string
  readonly previousHash?: string
  /** The good token, sealed, for whoever lost the answer that brought it. */
  readonly sealedToken?: string
  readonly rotatedAt?: number
  /** From then on nothing refreshes it. */
  readonly expiresAt: number
  readonly endedAt?: number
}

/**
 * Where an application with its own login keeps users, codes and grants: its own tables, behind a port. One contract
 * suite (`self-issued-state-contract.ts`) holds every implementation to this text. What is thrown here reaches the core
 * as `provider_unavailable`, so an outage signs nobody out.
 */
export interface SelfIssuedState {
  /** `email` is normalised. Undefined for nobody, and for those who may not sign in any more. */
  userByEmail(email: string): MaybePromise<SelfIssuedUser | undefined>
  userById(id: string): MaybePromise<SelfIssuedUser | undefined>
  /** Keeps the same password under a better hash, unless it was changed meanwhile: `from` is compared. */
  rehash(userId: string, from: string, to: string): MaybePromise<void>

  keepCode(code: IssuedCode): MaybePromise<void>
  /** The code, and whether this is the first to ask for it: of two at once one is. */
  takeCode(
    hash: string,
  ): MaybePromise<{ readonly code: IssuedCode; readonly first: boolean } | undefined>

  createGrant(grant: Grant): MaybePromise<void>
  grantByFamily(familyHash: string): MaybePromise<Grant | undefined>
  grantBySid(sid: string): MaybePromise<Grant | undefined>
  /** Replaces a grant if it is still at `generation` and has not ended (compare-and-set). */
  replaceGrant(generation: number, next: Grant): MaybePromise<boolean>
  /** Ends a grant; no grant, or an ended one, is no error. */
  endGrant(sid: string, at: number): MaybePromise<void>
  endGrantsOf(userId: string, at: number): MaybePromise<void>

  /** Forgets codes and grants that expired before `now`; how many. An ended grant stays until it would have expired. */
  sweep(now: number): MaybePromise<number>
}

/** The one spelling of an address: nobody has two accounts, nor two throttles, by case or by composition. */
export function normalizedEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase()
}
