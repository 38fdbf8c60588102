import type { AccessClaims, Provider } from '../provider/port.ts'
import type { Sealer } from '../sealing/port.ts'
import type { SessionStore } from '../store/port.ts'
import type { Audit } from './audit.ts'
import type { BoundedCache } from './bounded-cache.ts'
import type { Policy } from './policy.ts'
import type { RefreshOutcome, Renewal } from './state.ts'

/** An access cookie that was opened, and the claims of its token once they were verified. */
export interface OpenedAccess {
  readonly sid: string
  readonly accessToken: string
  claims?: AccessClaims
}

/** What the functions of the core share: the ports, and what is remembered between requests. */
export interface Context {
  readonly policy: Policy
  readonly store: SessionStore
  readonly provider: Provider
  readonly sealer: Sealer
  readonly audit: Audit
  readonly now: () => number
  readonly random: (bytes: number) => Uint8Array
  /** By the whole sealed cookie value, so that one user's entry can never answer for another. */
  readonly opened: BoundedCache<OpenedAccess>
  /** Refreshes under way in this process, by session and refresh token. */
  readonly flights: Map<string, Promise<RefreshOutcome>>
  /** When the provider last said that a session lives, by session; and the questions under way. */
  readonly checked: BoundedCache<number>
  readonly checks: Map<string, Promise<boolean>>
  /** With `vault`, renewals under way in this process, by session. */
  readonly renewals: Map<string, Promise<Renewal>>
}
