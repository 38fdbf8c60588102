import type { Config } from '../config/config.ts'
import type { Clock, Driver, DriverName, Prober } from '../drivers/port.ts'
import type { EvidenceKey, Gathered } from '../evidence/evidence.ts'
import type { Discovery } from '../report/report.ts'

/** A step of a journey as it happens, for a live line: `{ driver: 'http', step: 'refresh', state: 'started' }`. */
export interface ProgressEvent {
  readonly driver: DriverName
  readonly step: string
  readonly state: 'started' | 'done' | 'failed'
}

export interface GatherInput {
  readonly config: Config
  readonly driver: Driver
  /** A bare client to the same target; its requests count with this driver's. */
  readonly prober: Prober
  readonly clock: Clock
  /** What the selected checks need; whatever else it takes to answer them is the gatherers' affair. */
  readonly keys: readonly EvidenceKey[]
  readonly progress?: (event: ProgressEvent) => void
  /** Runs a `command` hook of the config; rejects where it fails. Absent where no command can be run. */
  readonly runCommand?: (command: string) => Promise<void>
}

/**
 * Every value that must not be shown (cookie values, passwords, tokens, codes), to a label such as `access`.
 * Labels are lower-case words joined by hyphens.
 */
export type Secrets = ReadonlyMap<string, string>

export interface GatherResult {
  /** Raw: the run redacts it before any check sees it. Marks (`accessMarks` …) are raw values here. */
  readonly evidence: Partial<Gathered>
  readonly secrets: Secrets
  readonly discovered: readonly Discovery[]
}

/**
 * Brings back the evidence of one driver. Never rejects for what the target does: that is a `Gap`.
 * The run asks it once for each driver, side by side.
 */
export type Gather = (input: GatherInput) => Promise<GatherResult>
