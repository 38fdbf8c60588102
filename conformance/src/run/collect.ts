import type { Check } from '../checks/check.ts'
import type { Config } from '../config/config.ts'
import type { Clock, Driver, DriverName, Prober } from '../drivers/port.ts'
import type { EvidenceKey, Gap } from '../evidence/evidence.ts'
import type { Discovery } from '../report/report.ts'
import { tool } from '../report/tool.ts'
import type { Gather, GatherInput, GatherResult, Secrets } from './gatherer-port.ts'
import { createRedactor } from './redaction.ts'
import type { DriverEvidence, SavedEvidence } from './saved-evidence.ts'
import type { HashKey } from './siphash.ts'

/** A driver that is there, or why it is not. */
export type DriverSlot =
  | { readonly driver: Driver; readonly prober: Prober }
  | { readonly missing: DriverName; readonly reason: string; readonly hint: string }

export interface CollectInput {
  readonly config: Config
  readonly checks: readonly Check[]
  readonly drivers: readonly DriverSlot[]
  readonly gather: Gather
  readonly clock: Clock
  readonly began: number
  /** Known before the run: header values that the owner gave. */
  readonly secrets: Secrets
  readonly key: HashKey
  readonly discovered: readonly Discovery[]
  readonly notes: readonly string[]
  readonly progress?: NonNullable<GatherInput['progress']>
  readonly runCommand?: NonNullable<GatherInput['runCommand']>
}

interface Brought {
  readonly driver: DriverName
  readonly result: GatherResult | Gap
}

/** Gathers with all drivers side by side, and redacts what they bring before anybody sees it. */
export async function collect(input: CollectInput): Promise<SavedEvidence> {
  const run = await Promise.all(input.drivers.map((slot) => gatherWith(slot, input)))
  const results = run.flatMap(({ result }) => ('gap' in result ? [] : [result]))
  const secrets = new Map(input.secrets)
  for (const result of results)
    for (const [value, label] of result.secrets) secrets.set(value, label)
  const redactor = createRedactor(secrets, input.key, plainOf(input.config))
  const discovered = [...input.discovered, ...results.flatMap((result) => result.discovered)]
  return {
    schemaVersion: 1,
    tool,
    target: { url: input.config.url, discovered: distinct(redactor.data(discovered)) },
    notes: input.notes,
    startedAt: new Date(input.began).toISOString(),
    durationMs: input.clock.now() - input.began,
    requests: input.drivers.reduce((sum, slot) => sum + requestsOf(slot), 0),
    selected: input.checks.map(({ id }) => id),
    runs: [
      run.map(({ driver, result }): DriverEvidence => ({
        driver,
        evidence: redactor.data('gap' in result ? result : result.evidence),
      })),
    ],
  }
}

function plainOf({ url, signIn, protected: resources }: Config): string {
  return JSON.stringify([url, resources, 'form' in signIn ? signIn.form : ''])
}

async function gatherWith(slot: DriverSlot, input: CollectInput): Promise<Brought> {
  if ('missing' in slot)
    return {
      driver: slot.missing,
      result: { gap: true, reason: slot.reason, hint: slot.hint },
    }
  const { driver, prober } = slot
  const { config, clock, gather, progress, runCommand } = input
  const result = await gather({
    config,
    driver,
    prober,
    clock,
    keys: keysFor(input.checks, driver.name),
    ...(progress ? { progress } : {}),
    ...(runCommand ? { runCommand } : {}),
  })
  return { driver: driver.name, result }
}

function keysFor(checks: readonly Check[], driver: DriverName): readonly EvidenceKey[] {
  const mine = checks.filter((check) => check.drivers.includes(driver))
  return [...new Set(mine.flatMap((check) => check.needs))]
}

function requestsOf(slot: DriverSlot): number {
  return 'missing' in slot ? 0 : slot.driver.trail.length + slot.prober.trail.length
}

function distinct(discovered: readonly Discovery[]): readonly Discovery[] {
  return [...new Map(discovered.map((each) => [JSON.stringify(each), each])).values()]
}
