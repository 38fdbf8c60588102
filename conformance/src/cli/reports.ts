import { writeFile } from 'node:fs/promises'
import { didYouMean } from '../config/nearest.ts'
import type { Report } from '../report/report.ts'
import { renderJson } from '../reporters/json.ts'
import { renderPretty } from '../reporters/pretty.ts'
import { plain } from '../reporters/style.ts'
import { EXIT, type ExitCode } from './exit.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage-error.ts'

const REPORTERS = ['pretty', 'json'] as const
type ReporterName = (typeof REPORTERS)[number]

/** A report that was asked for: to stdout, or to a file. */
export interface Wish {
  readonly reporter: ReporterName
  readonly file?: string
}

/** Columns of a pretty report in a file. */
const FILE_WIDTH = 100

/**
 * Reads `NAME` or `NAME=FILE`; without any, pretty to the terminal.
 * @throws UsageError for a name that is unknown, or two reports on stdout
 */
export function readWishes(values: readonly string[]): readonly Wish[] {
  const wishes = values.map(readWish)
  if (wishes.filter(({ file }) => file === undefined).length > 1)
    throw new UsageError(
      'one report can go to stdout: give the others a file, as in --report json=report.json',
    )
  return wishes.length === 0 ? [{ reporter: 'pretty' }] : wishes
}

function readWish(value: string): Wish {
  const [name = '', ...rest] = value.split('=')
  const reporter = REPORTERS.find((each) => each === name)
  if (!reporter)
    throw new UsageError(
      `--report ${name} is unknown${didYouMean(name, REPORTERS) || `; there are ${REPORTERS.join(' and ')}`}`,
    )
  const file = rest.join('=')
  return file === '' ? { reporter } : { reporter, file }
}

/** Renders a report as often as it was asked for. */
export async function writeReports(
  report: Report,
  wishes: readonly Wish[],
  terminal: Terminal,
): Promise<void> {
  for (const { reporter, file } of wishes) {
    const style = file === undefined ? terminal.style : plain
    const width = file === undefined ? terminal.width : FILE_WIDTH
    const text = reporter === 'json' ? renderJson(report) : renderPretty(report, { style, width })
    if (file === undefined) terminal.print(text)
    else await writeFile(file, text).catch(unwritable(file))
  }
}

/** Turns a failed write into a sentence. */
export function unwritable(file: string): (error: unknown) => never {
  return (error) => {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new UsageError(`${file} cannot be written (${reason})`)
  }
}

/** The exit code of a report; what a check threw goes before any verdict. */
export function exitCodeOf(
  report: Report,
  errors: readonly unknown[],
  terminal: Terminal,
  verbose: boolean,
): ExitCode {
  for (const error of errors) {
    const known = error instanceof Error ? error : new Error(String(error))
    terminal.say(`conformance: internal error: ${verbose ? known.stack : known.message}`)
  }
  if (errors.length > 0) return EXIT.internal
  return { pass: EXIT.pass, fail: EXIT.violation, incomplete: EXIT.incomplete }[report.verdict]
}
