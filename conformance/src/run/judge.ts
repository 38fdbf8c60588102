import type { Check, CheckContext, Level, Profile } from '../checks/check.ts'
import type { DriverName } from '../drivers/port.ts'
import { buildReport, type Judged } from '../report/build.ts'
import type { Report } from '../report/report.ts'
import { isLoopbackHost } from '../wire/site.ts'
import { evaluate, inconclusive, type Judgement } from './evaluate.ts'
import type { DriverEvidence, SavedEvidence } from './saved-evidence.ts'

export interface JudgeOptions {
  readonly profile: Profile
  readonly minLevel: Level
}

export interface JudgeResult {
  readonly report: Report
  /** What checks threw: faults of ours. */
  readonly errors: readonly unknown[]
}

/** Judges evidence: pure, and the same for a run just made and for one that was saved. */
export function judge(
  saved: SavedEvidence,
  checks: readonly Check[],
  options: JudgeOptions,
): JudgeResult {
  const loopback = isLoopbackHost(new URL(saved.target.url).hostname)
  const drivers = [...new Set(saved.runs.flat().map(({ driver }) => driver))]
  const judged = checks.flatMap((check) =>
    drivers
      .filter((driver) => check.drivers.includes(driver))
      .map((driver): Judged => {
        const context = { profile: options.profile, driver, loopback }
        const each = runsOf(saved, driver).map((run) => judgeRun(check, run, context))
        return { check, driver, judgement: merge(each) }
      }),
  )
  return {
    report: buildReport(saved, judged, options.minLevel),
    errors: judged.flatMap(({ judgement }) => ('error' in judgement ? [judgement.error] : [])),
  }
}

function runsOf(saved: SavedEvidence, driver: DriverName): readonly DriverEvidence[] {
  return saved.runs.flatMap((run) => run.filter((each) => each.driver === driver))
}

function judgeRun(check: Check, { evidence }: DriverEvidence, context: CheckContext): Judgement {
  return 'gap' in evidence ? inconclusive(evidence) : evaluate(check, evidence, context)
}

/** One judgement of several runs: a check that both passed and failed is flaky, and never retried to green. */
function merge(judgements: readonly Judgement[]): Judgement {
  const failed = judgements.filter(({ status }) => status === 'fail')
  const [first] = failed
  if (
    first &&
    failed.length < judgements.length &&
    judgements.some(({ status }) => status === 'pass')
  )
    return {
      ...first,
      status: 'flaky',
      because: `Failed in ${failed.length} of ${judgements.length} runs. ${first.because}`,
    }
  const worst =
    first ?? judgements.find(({ status }) => status === 'inconclusive') ?? judgements.at(-1)
  if (!worst) throw new Error('a check is judged on at least one run')
  return worst
}
