import type { Check, CheckContext } from '../../conformance/src/checks/check.ts'
import type { DriverOptions } from '../../conformance/src/drivers/port.ts'
import { createProber } from '../../conformance/src/drivers/prober.ts'
import { createWebDriver } from '../../conformance/src/drivers/web-driver.ts'
import type { Evidence, Gathered } from '../../conformance/src/evidence/evidence.ts'
import { gather } from '../../conformance/src/gatherers/gather.ts'
import type { Secrets } from '../../conformance/src/run/gatherer-port.ts'
import { judgedById } from './judged.ts'
import type { LabFinding } from './recording.ts'
import { appOrigin, type World } from './world.ts'

const context: CheckContext = { profile: 'bff', driver: 'http', loopback: false }

/** Judges a server by some checks of the conformance suite. */
export async function judge(
  ids: readonly string[],
  { clock, transport, target }: World,
): Promise<LabFinding[]> {
  const checks = ids.map((id) => judgedById(id).check)
  const options: DriverOptions = {
    origin: appOrigin,
    headers: [],
    timeout: 10_000,
    clock,
    began: clock.now(),
  }
  const { evidence, secrets } = await gather({
    config: target,
    driver: createWebDriver(transport, options),
    prober: createProber(transport, options, 'p1'),
    clock,
    keys: [...new Set(checks.flatMap(({ needs }) => needs))],
  })
  const redact = redactor(secrets)
  return checks.map((check) => findingOf(check, evidence, redact))
}

function findingOf(
  check: Check,
  evidence: Partial<Gathered>,
  redact: (text: string) => string,
): LabFinding {
  const { id, title, level, expected } = check
  const gap = check.needs.map((key) => evidence[key]).find((found) => !found || 'gap' in found)
  if (gap) {
    const because = 'gap' in gap ? redact(gap.reason) : ''
    return { id, title, level, expected, status: 'inconclusive', because, seen: [] }
  }
  const { status, because, seen } = check.evaluate(evidence as Evidence, context)
  const lines = [...new Set(seen.map(({ line }) => redact(line)))]
  return { id, title, level, expected, status, because: redact(because), seen: lines.slice(0, 3) }
}

/** Numbers credentials in the order in which the findings show them, as the story does; other secrets are left out. */
function redactor(secrets: Secrets): (text: string) => string {
  const marks = new Map<string, string>()
  const longestFirst = [...secrets].toSorted(([a], [b]) => b.length - a.length)
  const markOf = (value: string, label: string): string => {
    if (label !== 'access' && label !== 'refresh') return '…'
    const letter = label === 'access' ? 'A' : 'R'
    const known = marks.get(value)
    if (known) return known
    const count = [...marks.values()].filter((mark) => mark.startsWith(letter)).length + 1
    marks.set(value, letter + count)
    return letter + count
  }
  return (text) =>
    longestFirst.reduce(
      (rest, [value, label]) =>
        rest.includes(value) ? rest.replaceAll(value, markOf(value, label)) : rest,
      text.replaceAll(appOrigin, '').replaceAll(/\bses_[\w-]+/g, 'ses_…'),
    )
}
