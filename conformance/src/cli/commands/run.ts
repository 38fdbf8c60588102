import { readFile, writeFile } from 'node:fs/promises'
import { checks } from '../../checks/index.ts'
import { loadConfig } from '../../config/load.ts'
import type { DriverChoice } from '../../drivers/open.ts'
import { systemClock } from '../../drivers/system-clock.ts'
import { gather } from '../../gatherers/gather.ts'
import { DEFAULTS, runChecks, type RunResult, type RunSettings } from '../../run/run.ts'
import { milliseconds } from '../../target/lifetime.ts'
import type { HeaderLines } from '../../wire/exchange.ts'
import type { OptionSpecs, Parsed } from '../args.ts'
import type { Command } from '../command.ts'
import { JUDGING, last, readJudging } from '../judging-options.ts'
import { liveProgress } from '../live.ts'
import { exitCodeOf, readWishes, unwritable, writeReports } from '../reports.ts'
import { runShell, startShell } from '../shell.ts'
import type { Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'

const DRIVERS: readonly DriverChoice[] = ['auto', 'http', 'browser', 'all']

const OPTIONS: OptionSpecs = {
  config: {
    short: 'c',
    value: 'FILE',
    help: 'conformance.config.{ts,mts,js,mjs,json}; found in the working folder otherwise',
  },
  driver: {
    value: 'NAME',
    choices: DRIVERS,
    help: 'auto: http, and a browser where one is found; http; browser; all: both, or incomplete',
  },
  ...JUDGING,
  evidence: { value: 'FILE', help: 'save the evidence, redacted, for conformance judge' },
  start: { value: 'CMD', help: 'start the target with this command, and stop it afterwards' },
  wait: { value: 'SECONDS', help: 'wait for the target to come up (0; with --start 30)' },
  timeout: { value: 'SECONDS', help: 'per request (10)' },
  repeat: { value: 'N', help: 'run N times, and report what comes out both ways as flaky (1)' },
  header: {
    value: 'LINE',
    multiple: true,
    help: "'Name: value' with every request; may be given again",
  },
  ca: { value: 'FILE', help: 'trust these certificates (PEM) as well; http driver' },
  insecure: { help: 'accept any certificate' },
}

/** How long a target that `--start` starts may take to come up, milliseconds. */
const START_WAIT = 30_000

export const runCommand: Command = {
  name: 'run',
  usage: '[run] <url> [options]',
  summary: 'Runs the checklist against a target.',
  options: OPTIONS,
  async run(parsed, terminal) {
    const [url, ...more] = parsed.positionals
    if (more.length > 0)
      throw new UsageError(
        `run takes one URL; what is ${more.map((each) => `"${each}"`).join(', ')}?`,
      )
    const wishes = readWishes(parsed.options.get('report') ?? [])
    const settings = await readSettings(parsed)
    const verbose = parsed.options.has('verbose')
    const data = await readData(url, last(parsed, 'config'))
    const command = last(parsed, 'start')
    const started = command === undefined ? undefined : startShell(command, verbose)
    try {
      const result = await runChecks(data, settings, {
        checks,
        gather,
        clock: systemClock,
        env: process.env,
        progress: liveProgress(terminal, verbose),
        runCommand: runShell,
        ...(started ? { signal: started.ended } : {}),
      })
      terminal.settle()
      await save(result, last(parsed, 'evidence'), terminal)
      await writeReports(result.report, wishes, terminal)
      return exitCodeOf(result.report, result.errors, terminal, verbose)
    } finally {
      await started?.stop()
    }
  },
}

async function readData(
  url: string | undefined,
  file: string | undefined,
): Promise<Readonly<Record<string, unknown>>> {
  const loaded = await loadConfig(process.cwd(), file, process.env)
  return { ...loaded?.data, ...(url === undefined ? {} : { url }) }
}

async function readSettings(parsed: Parsed): Promise<RunSettings> {
  const starting = parsed.options.has('start')
  const ca = last(parsed, 'ca')
  return {
    ...DEFAULTS,
    ...readJudging(parsed),
    driver: DRIVERS.find((name) => name === last(parsed, 'driver')) ?? DEFAULTS.driver,
    timeout: durationOf(parsed, 'timeout') ?? DEFAULTS.timeout,
    wait: durationOf(parsed, 'wait') ?? (starting ? START_WAIT : DEFAULTS.wait),
    repeat: countOf(parsed, 'repeat') ?? DEFAULTS.repeat,
    headers: (parsed.options.get('header') ?? []).map(readHeader),
    insecure: parsed.options.has('insecure'),
    ...(ca === undefined ? {} : { ca: [await readCa(ca)] }),
  }
}

/** Seconds, or a duration with its unit. */
function durationOf(parsed: Parsed, name: string): number | undefined {
  const value = last(parsed, name)
  if (value === undefined) return undefined
  const duration = milliseconds(value)
  if (duration === undefined || (name === 'timeout' && duration <= 0))
    throw new UsageError(`--${name} ${value} is no time: give seconds, as in --${name} 10`)
  return duration
}

function countOf(parsed: Parsed, name: string): number | undefined {
  const value = last(parsed, name)
  if (value === undefined) return undefined
  if (/^[1-9]\d{0,2}$/.test(value)) return Number(value)
  throw new UsageError(`--${name} ${value} is no number from 1 to 999`)
}

function readHeader(line: string): HeaderLines[number] {
  const match = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(\S.*)$/.exec(line)
  if (!match) throw new UsageError(`--header "${line}" is no header line: give 'Name: value'`)
  return [match[1] ?? '', match[2] ?? '']
}

async function readCa(file: string): Promise<string> {
  const pem = await readFile(file, 'utf8').catch(() => {
    throw new UsageError(`--ca ${file} cannot be read`)
  })
  if (!pem.includes('-----BEGIN CERTIFICATE-----'))
    throw new UsageError(`--ca ${file} holds no PEM certificate`)
  return pem
}

async function save(
  { evidence }: RunResult,
  file: string | undefined,
  terminal: Terminal,
): Promise<void> {
  if (file === undefined) return
  await writeFile(file, JSON.stringify(evidence)).catch(unwritable(file))
  terminal.say(`The evidence, redacted, is in ${file}.`)
}
