import type { CheckId, Level, WireLine } from '../checks/check.ts'
import type { DriverName } from '../drivers/port.ts'

export type Status = 'pass' | 'fail' | 'not-applicable' | 'inconclusive' | 'flaky'

/** A check and its verdict, with all that a reader needs to believe it and to mend it. */
export interface Finding {
  readonly id: CheckId
  readonly title: string
  readonly level: Level
  readonly group: string
  readonly driver: DriverName
  readonly status: Status
  readonly because: string
  readonly expected: string
  readonly seen: readonly WireLine[]
  readonly why: string
  readonly fix: string
  /** What the owner can do so that it can be judged; with `inconclusive` alone. */
  readonly hint?: string
  readonly refs: readonly { readonly label: string; readonly url: string }[]
  /** Where the guide explains the check, relative to its root. */
  readonly helpUri: string
  /** A curl command that shows it again; secrets left out. */
  readonly repro?: string
  readonly accepted?: { readonly reason: string; readonly expires: string }
}

/** A thing that was found rather than configured, and how. */
export interface Discovery {
  readonly what: string
  readonly value: string
  readonly how: string
}

export interface Summary {
  readonly pass: number
  readonly fail: number
  readonly notApplicable: number
  readonly inconclusive: number
  readonly flaky: number
  readonly accepted: number
}

/** All findings about one target. Every reporter renders this, and nothing else. */
export interface Report {
  readonly schemaVersion: 1
  readonly tool: { readonly name: string; readonly version: string }
  readonly requirements: string
  readonly target: { readonly url: string; readonly discovered: readonly Discovery[] }
  readonly drivers: readonly DriverName[]
  /** What a reader must know of the run as a whole, for example that no browser was found. */
  readonly notes: readonly string[]
  /** RFC 3339. */
  readonly startedAt: string
  readonly durationMs: number
  readonly requests: number
  /** The level from which a failure fails the run. */
  readonly minLevel: Level
  readonly summary: Summary
  readonly verdict: 'pass' | 'fail' | 'incomplete'
  readonly findings: readonly Finding[]
}
