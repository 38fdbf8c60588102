import type { Check, Level } from '../checks/check.ts'
import { citations } from '../checks/citations.ts'
import type { DriverName } from '../drivers/port.ts'
import type { Judgement } from '../run/evaluate.ts'
import type { SavedEvidence } from '../run/saved-evidence.ts'
import { atLeast } from './level.ts'
import type { Finding, Report, Status, Summary } from './report.ts'
import { REQUIREMENTS, tool } from './tool.ts'

/** A check judged on what one driver brought back. */
export interface Judged {
  readonly check: Check
  readonly driver: DriverName
  readonly judgement: Judgement
}

/** Makes the report of a run. */
export function buildReport(
  saved: SavedEvidence,
  judged: readonly Judged[],
  minLevel: Level,
): Report {
  const findings = judged.map(toFinding)
  const drivers = saved.runs.flat().filter(({ evidence }) => !('gap' in evidence))
  return {
    schemaVersion: 1,
    tool,
    requirements: REQUIREMENTS,
    target: saved.target,
    drivers: [...new Set(drivers.map(({ driver }) => driver))],
    notes: saved.notes,
    startedAt: saved.startedAt,
    durationMs: saved.durationMs,
    requests: saved.requests,
    minLevel,
    summary: summarise(findings),
    verdict: verdictOf(findings, minLevel),
    findings,
  }
}

function toFinding({ check, driver, judgement }: Judged): Finding {
  return {
    id: check.id,
    title: check.title,
    level: check.level,
    group: check.id.split('/', 1)[0] ?? '',
    driver,
    status: judgement.status,
    because: judgement.because,
    expected: check.expected,
    seen: judgement.seen,
    why: check.why,
    fix: check.fix.express,
    ...(judgement.hint === undefined ? {} : { hint: judgement.hint }),
    refs: check.citations.map((id) => ({
      label: `${citations[id].label} ${citations[id].section}`,
      url: citations[id].url,
    })),
    helpUri: `checklist/${check.id}/`,
  }
}

/**
 * Fails on any violation at the level, seen once or always. Where something could not be judged, or nothing passed,
 * the run is incomplete: silence is no pass.
 */
function verdictOf(findings: readonly Finding[], minLevel: Level): Report['verdict'] {
  const counted = findings.filter(
    (finding) => atLeast(finding.level, minLevel) && finding.accepted === undefined,
  )
  const has = (...statuses: readonly Status[]): boolean =>
    counted.some(({ status }) => statuses.includes(status))
  if (has('fail', 'flaky')) return 'fail'
  if (has('inconclusive')) return 'incomplete'
  return findings.some(({ status }) => status === 'pass') ? 'pass' : 'incomplete'
}

function summarise(findings: readonly Finding[]): Summary {
  const count = (status: Status): number =>
    findings.filter((finding) => finding.status === status && !finding.accepted).length
  return {
    pass: count('pass'),
    fail: count('fail'),
    notApplicable: count('not-applicable'),
    inconclusive: count('inconclusive'),
    flaky: count('flaky'),
    accepted: findings.filter((finding) => finding.accepted).length,
  }
}
