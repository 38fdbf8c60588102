import type { Check, Level, Profile } from '../checks/check.ts'
import { ConfigError } from '../config/config-error.ts'
import type { Config } from '../config/config.ts'
import { discover, WELL_KNOWN, type Published } from '../config/discovery.ts'
import { readConfig } from '../config/read-config.ts'
import { openDrivers, openLine, type DriverChoice, type OpenDrivers } from '../drivers/open.ts'
import type { Clock, Prober } from '../drivers/port.ts'
import type { FailureKind, HeaderLines } from '../wire/exchange.ts'
import { collect } from './collect.ts'
import type { Gather, GatherInput } from './gatherer-port.ts'
import { judge, type JudgeResult } from './judge.ts'
import type { SavedEvidence } from './saved-evidence.ts'
import { selectChecks, type Selection } from './selection.ts'
import { randomKey, type HashKey } from './siphash.ts'

/** What a run may be told; every field that is not here has one way only. */
export interface RunSettings extends Selection {
  readonly driver: DriverChoice
  readonly profile: Profile
  readonly minLevel: Level
  readonly repeat: number
  /** Per request, milliseconds. */
  readonly timeout: number
  /** How long the target may take to come up, milliseconds. */
  readonly wait: number
  readonly headers: HeaderLines
  readonly ca?: readonly string[]
  readonly insecure?: boolean
}

export const DEFAULTS: RunSettings = {
  driver: 'auto',
  profile: 'bff',
  minLevel: 'must',
  repeat: 1,
  timeout: 10_000,
  wait: 0,
  headers: [],
}

/** What a run works with. */
export interface RunPorts {
  readonly checks: readonly Check[]
  readonly gather: Gather
  readonly clock: Clock
  readonly env: Readonly<Record<string, string | undefined>>
  readonly progress?: NonNullable<GatherInput['progress']>
  readonly runCommand?: NonNullable<GatherInput['runCommand']>
  /** Ends the wait for a target that will not come up; its reason is what the run then throws. */
  readonly signal?: AbortSignal
}

export interface RunResult extends JudgeResult {
  readonly evidence: SavedEvidence
}

/** The target did not answer at all. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
}

/**
 * Runs the checklist: config, drivers, gathering, redaction, judgement, report.
 * @param data a config's data, complete or to be completed by what the target publishes; `url` is needed
 * @throws ConfigError where config or selection cannot be used, UnreachableError where the target does not answer
 */
export async function runChecks(
  data: Readonly<Record<string, unknown>>,
  settings: RunSettings,
  ports: RunPorts,
): Promise<RunResult> {
  const selected = selectChecks(ports.checks, settings)
  const url = addressOf(data)
  const key = randomKey()
  const rounds: SavedEvidence[] = []
  // Each with drivers of its own, so that no round judges what another saw.
  for (let round = 0; round < settings.repeat; round += 1)
    rounds.push(await gatherRound({ ...data, url }, url, selected, settings, ports, key))
  const evidence = joinRounds(rounds)
  return { ...judge(evidence, selected, settings), evidence }
}

async function gatherRound(
  data: Readonly<Record<string, unknown>>,
  url: string,
  selected: readonly Check[],
  settings: RunSettings,
  ports: RunPorts,
  key: HashKey,
): Promise<SavedEvidence> {
  const { clock } = ports
  const began = clock.now()
  const options = {
    ...settings,
    choice: settings.driver,
    origin: new URL(url).origin,
    clock,
    began,
    env: ports.env,
  }
  const line = await openLine(options)
  let open: OpenDrivers | undefined
  try {
    const published = await reach(line.prober('s'), url, settings.wait, ports)
    const config = complete(data, published)
    // Not before: a browser takes a second to start, and a wrong config is told at once.
    open = await openDrivers(line, options)
    return await collect({
      config,
      checks: selected,
      drivers: open.drivers,
      gather: ports.gather,
      clock,
      began,
      secrets: new Map(settings.headers.map(([, value]) => [value, 'header'])),
      key,
      discovered: published.discovered,
      notes: open.notes,
      ...(ports.progress ? { progress: ports.progress } : {}),
      ...(ports.runCommand ? { runCommand: ports.runCommand } : {}),
    })
  } finally {
    await open?.close()
    await line.transport.close().catch(() => {})
  }
}

/** The first round's facts, with the runs, the time and the requests of all. */
function joinRounds(rounds: readonly SavedEvidence[]): SavedEvidence {
  const [first] = rounds
  if (!first) throw new Error('a run has at least one round')
  return {
    ...first,
    durationMs: rounds.reduce((sum, { durationMs }) => sum + durationMs, 0),
    requests: rounds.reduce((sum, { requests }) => sum + requests, 0),
    runs: rounds.flatMap(({ runs }) => runs),
  }
}

function addressOf(data: Readonly<Record<string, unknown>>): string {
  const { url } = data
  if (typeof url === 'string' && /^https?:\/\//i.test(url) && URL.canParse(url)) return url
  throw new ConfigError(
    url === undefined
      ? 'there is no target: give its URL, or set "url" in the config'
      : `url must be an http or https URL, for example "http://localhost:3000", not ${JSON.stringify(url)}`,
  )
}

/** The config, or a sentence on why there is none that can be used. */
function complete(data: Readonly<Record<string, unknown>>, published: Published): Config {
  if (published.data === undefined && Object.keys(data).length === 1)
    throw new ConfigError(
      `nothing is known of ${String(data['url'])} but its address: write a conformance.config.ts, or let the target publish one at ${WELL_KNOWN}`,
    )
  return readConfig({ ...published.data, ...data })
}

const ADVICE: Readonly<Partial<Record<FailureKind, string>>> = {
  tls: ' (for a certificate of your own: --ca FILE, or --insecure)',
  timeout: ' (for a slow one: --timeout SECONDS)',
  refused: ' (for one that is still starting: --wait SECONDS)',
}

/** Makes the first contact, again and again while there is patience. */
async function reach(
  prober: Prober,
  url: string,
  patience: number,
  { clock, signal }: RunPorts,
): Promise<Published> {
  const end = clock.now() + patience
  for (;;) {
    const published = await discover(prober, url)
    const { failure } = published.exchange
    if (!failure) return published
    signal?.throwIfAborted()
    if (clock.now() >= end)
      throw new UnreachableError(
        `${new URL(url).origin} cannot be reached: ${failure.message}${ADVICE[failure.kind] ?? ''}`,
      )
    await clock.sleep(250)
  }
}
