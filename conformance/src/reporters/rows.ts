import type { Finding, Status } from '../report/report.ts'
import type { Tone } from './style.ts'

/** The word for each status: colour is never the only sign. */
export const WORDS: Readonly<Record<Status, string>> = {
  pass: 'PASS',
  fail: 'FAIL',
  flaky: 'FLAKY',
  inconclusive: 'INCONCLUSIVE',
  'not-applicable': 'n/a',
}

export const TONES: Readonly<Record<Status, Tone>> = {
  pass: 'pass',
  fail: 'fail',
  flaky: 'fail',
  inconclusive: 'open',
  'not-applicable': 'quiet',
}

/** One check and one status: what several drivers found alike is told once. */
export interface Row {
  /** The first of them. */
  readonly finding: Finding
  readonly status: Status
  readonly drivers: readonly string[]
  /** Drivers came to different verdicts. */
  readonly disputed: boolean
  /** Drivers came to different statuses: a verdict and none, for example. */
  readonly divided: boolean
}

/** Findings as rows, in their order. */
export function rowsOf(findings: readonly Finding[]): readonly Row[] {
  return [...Map.groupBy(findings, ({ id }) => id).values()].flatMap((group) => {
    const statuses = [...Map.groupBy(group, ({ status }) => status).entries()]
    const verdicts = statuses.filter(([status]) => status !== 'inconclusive')
    return statuses.flatMap(([status, same]): Row[] => {
      const [finding] = same
      if (!finding) return []
      return [
        {
          finding,
          status,
          drivers: same.map(({ driver }) => driver),
          disputed: verdicts.length > 1 && status !== 'inconclusive',
          divided: statuses.length > 1,
        },
      ]
    })
  })
}
