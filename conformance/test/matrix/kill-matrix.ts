import type { CheckId } from '../../src/checks/check.ts'
import { checkById, checks } from '../../src/checks/index.ts'
import type { DriverName } from '../../src/drivers/port.ts'
import type { Finding, Status } from '../../src/report/report.ts'
import { mutantById, mutantIds } from '../mutants/index.ts'
import { launchBrowser, serveAndJudge } from './serve-and-judge.ts'

/** What became of one mutant, or of the clean reference, with one driver. */
export interface Row {
  /** Absent for the clean reference. */
  readonly mutant?: string
  readonly driver: DriverName
  readonly statuses: Readonly<Record<string, Status>>
  readonly findings: readonly Finding[]
}

/** How many servers are put through the checks at a time, for two cores. */
const AT_ONCE: Readonly<Record<DriverName, number>> = { http: 5, browser: 2 }

/** Puts the clean reference and every mutant through every check. */
export async function runMatrix(
  only: readonly string[] = mutantIds,
  done: (row: Row) => void = () => {},
): Promise<readonly Row[]> {
  const browser = await launchBrowser()
  try {
    const attempt = async (driver: DriverName, mutant: string | undefined): Promise<Row> => {
      const defect = mutant === undefined ? undefined : mutantById(mutant).defect
      const { findings } = await serveAndJudge(driver, defect, browser)
      const statuses = Object.fromEntries(findings.map(({ id, status }) => [id, status]))
      return { driver, statuses, findings, ...(mutant === undefined ? {} : { mutant }) }
    }
    const run = async (driver: DriverName, mutant: string | undefined): Promise<Row> => {
      const first = await attempt(driver, mutant)
      const row = isUnjudged(first) ? await attempt(driver, mutant) : first
      done(row)
      return row
    }
    const pools = (['http', 'browser'] as const).map((driver) => {
      const mine = only.filter((id) => checkById(id)?.drivers.includes(driver))
      return inPool([undefined, ...mine], AT_ONCE[driver], (id) => run(driver, id))
    })
    return (await Promise.all(pools)).flat()
  } finally {
    await browser.close()
  }
}

/** On a busy machine short-lived tokens end too soon. No verdict is none: the row is made again; a verdict never is. */
function isUnjudged({ mutant, findings }: Row): boolean {
  const wanted = findings.filter(({ id }) => mutant === undefined || id === mutant)
  return wanted.some(({ status }) => status === 'inconclusive')
}

async function inPool<T, R>(
  all: readonly T[],
  size: number,
  work: (each: T) => Promise<R>,
): Promise<readonly R[]> {
  const queue = [...all.entries()]
  const results: R[] = []
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift())
      results[next[0]] = await work(next[1])
  }
  await Promise.all(Array.from({ length: size }, worker))
  return results
}

/** A sentence for each thing that a row shows and should not; none where all is well. */
export function problemsOf({ mutant, driver, findings }: Row): readonly string[] {
  const name = `${mutant ?? 'the clean reference'} (${driver})`
  if (mutant === undefined) {
    return findings
      .filter(({ status }) => status !== 'pass')
      .map(({ id, status, because }) => `${name}: ${id} is ${status}: ${because}`)
  }
  const own = findings.find(({ id }) => id === mutant)
  const survived =
    own?.status === 'fail'
      ? []
      : [`${name} survives: ${mutant} is ${own?.status ?? 'not run'}: ${own?.because ?? ''}`]
  const declared: readonly CheckId[] = mutantById(mutant).alsoFails ?? []
  const others = findings.filter(
    ({ id, status }) => status === 'fail' && id !== mutant && !declared.includes(id),
  )
  const undeclared = others.map(({ id, because }) => `${name} also fails ${id}: ${because}`)
  const missing = declared
    .filter((id) => checkById(id)?.drivers.includes(driver))
    .filter((id) => findings.every((finding) => finding.id !== id || finding.status !== 'fail'))
    .map((id) => `${name} declares ${id} in alsoFails, and it does not fail`)
  return [...survived, ...undeclared, ...missing]
}

const SIGNS: Readonly<Record<Status, string>> = {
  pass: '·',
  fail: 'X',
  'not-applicable': '-',
  inconclusive: '?',
  flaky: '~',
}

/** The matrix as text: a row for each mutant and driver, a column for each check. */
export function drawMatrix(rows: readonly Row[]): string {
  const legend = checks.map(({ id }, index) => `${String(index + 1).padStart(2)} ${id}`)
  const header = `${' '.repeat(40)}${checks.map((_, index) => String(index + 1).padStart(3)).join('')}`
  const lines = rows.map(({ mutant = '(clean)', driver, statuses }) => {
    const cells = checks.map(({ id }) => {
      const status = statuses[id]
      return (status ? SIGNS[status] : ' ').padStart(3)
    })
    return `${mutant.padEnd(32)}${driver.padEnd(8)}${cells.join('')}`
  })
  return [
    ...legend,
    '',
    header,
    ...lines,
    '',
    'X caught, · passes, - does not apply, ? not judged',
  ].join('\n')
}

/** The matrix as the guide shows it: no times, no values, so that it changes only when a verdict does. */
export function matrixData(rows: readonly Row[]) {
  return {
    checks: checks.map(({ id, title, drivers }) => ({ id, title, drivers })),
    rows: rows.map(({ mutant, driver, statuses }) => ({
      mutant: mutant ?? null,
      title: mutant === undefined ? 'The reference as it is.' : mutantById(mutant).title,
      driver,
      caughtBy: checks.map(({ id }) => id).filter((id) => statuses[id] === 'fail'),
    })),
  }
}
