import type { DriverName } from '../drivers/port.ts'
import type { Evidence, EvidenceKey } from '../evidence/evidence.ts'
import type { CitationId } from './citations.ts'

export type Level = 'must' | 'should' | 'may'
export type Group =
  | 'cookies'
  | 'scope'
  | 'transport'
  | 'sign-in'
  | 'access'
  | 'refresh'
  | 'revoke'
  | 'sign-out'
  | 'cross-site'
  | 'caching'
  | 'exposure'
  | 'errors'
  | 'isolation'
export type CheckId = `${Group}/${string}`
export type Profile = 'public' | 'confidential' | 'bff' | 'bearer'

/** A line of the wire that a verdict rests on, with the exchange that it stands in. */
export interface WireLine {
  /** For example `Set-Cookie: __Host-accessToken=…; Path=/`, redacted. */
  readonly line: string
  readonly exchange: string
}

export interface Verdict {
  readonly status: 'pass' | 'fail' | 'not-applicable'
  /** One sentence on what was seen. */
  readonly because: string
  readonly seen: readonly WireLine[]
}

/** What a check may know beside its evidence. */
export interface CheckContext {
  readonly profile: Profile
  readonly driver: DriverName
  /** True where cookies without Secure and plain http are what one would expect: a loopback origin. */
  readonly loopback: boolean
}

/** One requirement: its metadata, the evidence that it needs, and a pure judgement of it. */
export interface Check<K extends EvidenceKey = EvidenceKey> {
  readonly id: CheckId
  readonly title: string
  readonly level: Level
  readonly drivers: readonly DriverName[]
  /** The requirements set in which it first counts. */
  readonly since: string
  /** Part of the profile `core`: the five that people ask for first. */
  readonly core?: true
  /** What goes wrong without it, for a reader who has not met it. */
  readonly why: string
  /** How it is judged from outside. */
  readonly judged: string
  /** What would pass, in one sentence. */
  readonly expected: string
  readonly citations: readonly CitationId[]
  readonly fix: {
    readonly express: string
    /** Stack to note, for example `django`. */
    readonly others?: Readonly<Record<string, string>>
  }
  readonly needs: readonly K[]
  evaluate(evidence: Pick<Evidence, K>, context: CheckContext): Verdict
}

/** Infers the evidence keys of a check from its `needs`. */
export function defineCheck<const K extends EvidenceKey>(check: Check<K>): Check<K> {
  return check
}
