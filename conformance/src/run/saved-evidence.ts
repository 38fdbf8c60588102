import { ConfigError } from '../config/config-error.ts'
import type { DriverName } from '../drivers/port.ts'
import type { Gap, Gathered } from '../evidence/evidence.ts'
import type { Discovery } from '../report/report.ts'

/** What one driver brought back from one run; a gap where it could not run at all. */
export interface DriverEvidence {
  readonly driver: DriverName
  readonly evidence: Partial<Gathered> | Gap
}

/** All that a report is made from, redacted: what `--evidence` saves and `judge` reads. */
export interface SavedEvidence {
  readonly schemaVersion: 1
  readonly tool: { readonly name: string; readonly version: string }
  readonly target: { readonly url: string; readonly discovered: readonly Discovery[] }
  readonly notes: readonly string[]
  /** RFC 3339. */
  readonly startedAt: string
  readonly durationMs: number
  readonly requests: number
  /** The checks that were selected, by id. */
  readonly selected: readonly string[]
  /** One for each repetition. */
  readonly runs: readonly (readonly DriverEvidence[])[]
}

/**
 * Reads saved evidence from a file's text.
 * @throws ConfigError where it is none, or of another version
 */
export function parseEvidence(text: string): SavedEvidence {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    throw new ConfigError('the evidence is no JSON')
  }
  const saved = data as Partial<SavedEvidence> | null
  if (typeof saved !== 'object' || saved === null || !Array.isArray(saved.runs) || !saved.target)
    throw new ConfigError('this is no evidence of a run; save some with --evidence FILE')
  if (saved.schemaVersion !== 1)
    throw new ConfigError('the evidence was saved by another version of session-conformance')
  return saved as SavedEvidence
}
