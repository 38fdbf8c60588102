import type { RequestSpec, Visitor } from '../drivers/port.ts'
import type { Evidence, EvidenceKey, Gap, RefreshEvidence } from '../evidence/evidence.ts'
import type { Gather, GatherInput } from '../run/gatherer-port.ts'
import { gapOf, inTime } from '../target/gap.ts'
import type { Contact, Target } from '../target/target.ts'
import type { Trail } from '../wire/exchange.ts'
import { gatherConcurrency } from './concurrency.ts'
import { ledgerOf } from './ledger.ts'
import { endpointSeen, gatherRefresh } from './refresh.ts'
import { gatherRefusal } from './refusal.ts'
import { gatherRevocation } from './revocation.ts'
import { secretsOf } from './secret-book.ts'
import { getAcquainted } from './sign-in.ts'
import { gatherSignOut } from './sign-out.ts'
import { turnsFor } from './turns.ts'

type Found = { [K in EvidenceKey]?: Evidence[K] | Gap }

/** Brings back the evidence of one driver: a first sign-in, then all journeys side by side. */
export const gather: Gather = async (input) => {
  const visitors: Visitor[] = []
  const contact = contactOf(input, visitors)
  const run = recorder(input)
  const first = await run('sign-in', () => getAcquainted(contact))
  const evidence: Found =
    'gap' in first
      ? Object.fromEntries(input.keys.map((key) => [key, first]))
      : { signIn: first.evidence, ...(await journeys(input, first.target, run)) }
  const trail = wholeTrail(input)
  const credentials = 'gap' in first ? { access: [], refresh: [] } : first.target.credentials
  if (!('gap' in first)) evidence.ledger = ledgerOf(first.target, trail, evidence.refresh)
  await Promise.allSettled(visitors.map((visitor) => visitor.close()))
  return {
    evidence,
    secrets: secretsOf(input.config, credentials, trail),
    discovered: 'gap' in first ? [] : first.discovered,
  }
}

type Run = <T>(step: string, journey: () => Promise<T>) => Promise<T | Gap>

/** Runs a journey, tells of its progress, and makes a gap of whatever stops it. */
function recorder({ driver, progress }: GatherInput): Run {
  return async (step, journey) => {
    progress?.({ driver: driver.name, step, state: 'started' })
    try {
      const result = await inTime(step, journey)
      progress?.({ driver: driver.name, step, state: 'done' })
      return result
    } catch (error) {
      progress?.({ driver: driver.name, step, state: 'failed' })
      return gapOf(step, error)
    }
  }
}

type Journey<T> = (target: Target, endpoint: RequestSpec | undefined) => Promise<T>

async function alone<T>(
  target: Target,
  endpoint: Promise<RequestSpec | undefined>,
  journey: Journey<T>,
): Promise<T> {
  const where = await endpoint
  return target.alone((clock) => journey({ ...target, clock }, where))
}

/** The journeys that the keys ask for. A ledger wants them to have happened: refresh and sign-out set cookies too. */
async function journeys(input: GatherInput, target: Target, run: Run): Promise<Found> {
  const wants = (...keys: EvidenceKey[]) => keys.some((key) => input.keys.includes(key))
  const refresh = wants('refresh', 'ledger')
    ? run('refresh', () => gatherRefresh(target))
    : undefined
  const endpoint = endpointOf(target, refresh)
  const solo = <T>(step: string, journey: Journey<T>, ...keys: EvidenceKey[]) =>
    wants(...keys) ? run(step, () => alone(target, endpoint, journey)) : undefined
  const concurrency = solo('concurrency', gatherConcurrency, 'concurrency')
  const revocation = solo('revocation', gatherRevocation, 'revocation')
  const signOut = solo('sign-out', gatherSignOut, 'signOut', 'refusal')
  const refusal = wants('refusal')
    ? run('refusal', async () => {
        const out = await signOut
        const ended = out && !('gap' in out) ? out.access : undefined
        return target.alone((clock) => gatherRefusal({ ...target, clock }, ended))
      })
    : undefined
  const all = { refresh, concurrency, revocation, signOut, refusal }
  const pairs = Object.entries(all).map(async ([key, journey]) => [key, await journey] as const)
  return Object.fromEntries((await Promise.all(pairs)).filter(([, found]) => found !== undefined))
}

/** Where a bare client refreshes: as configured, or where a visitor was seen to. */
async function endpointOf(
  { config, credentials }: Target,
  refresh: Promise<RefreshEvidence | Gap> | undefined,
): Promise<RequestSpec | undefined> {
  if (config.refresh === false || credentials.refresh.length === 0) return undefined
  if (config.refresh) return { method: config.refresh.method ?? 'POST', path: config.refresh.path }
  const seen = await refresh
  return seen && !('gap' in seen) ? endpointSeen(seen.crossings, credentials.refresh) : undefined
}

function contactOf(input: GatherInput, visitors: Visitor[]): Contact {
  const { config, clock, prober, driver, runCommand } = input
  return {
    config,
    clock,
    prober,
    origin: new URL(config.url).origin,
    trail: () => wholeTrail(input),
    newVisitor: async () => {
      const visitor = await driver.visitor()
      visitors.push(visitor)
      return visitor
    },
    alone: turnsFor(driver.name, clock),
    ...(runCommand ? { runCommand } : {}),
  }
}

/** Every exchange of this driver, bare probes included, in order of sending. */
function wholeTrail({ driver, prober }: GatherInput): Trail {
  return [...driver.trail, ...prober.trail].sort((a, b) => a.at - b.at)
}
