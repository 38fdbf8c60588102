import type { Visitor } from '../drivers/port.ts'
import type { Gather, GatherInput, GatherResult } from '../run/gatherer-port.ts'
import { gapOf, inTime } from '../target/gap.ts'
import type { Contact } from '../target/target.ts'
import type { Trail } from '../wire/exchange.ts'
import { findRefresh } from './find-refresh.ts'
import { journeys, type Found, type Run } from './journeys.ts'
import { ledgerOf } from './ledger.ts'
import { secretsOf } from './secret-book.ts'
import { getAcquainted } from './sign-in.ts'
import { turnsFor } from './turns.ts'

/** Brings back the evidence of one driver: a first sign-in, then all journeys side by side. */
export const gather: Gather = async (input) => {
  const visitors: Visitor[] = []
  const contact = contactOf(input, visitors)
  const result = await bringBack(input, contact)
  await Promise.allSettled(visitors.map((visitor) => visitor.close()))
  return result
}

async function bringBack(input: GatherInput, contact: Contact): Promise<GatherResult> {
  const { config, keys } = input
  const run = recorder(input)
  const first = await run('sign-in', () => getAcquainted(contact))
  if ('gap' in first) {
    const secrets = secretsOf(config, { access: [], refresh: [] }, contact.trail())
    return {
      evidence: Object.fromEntries(keys.map((key) => [key, first])),
      secrets,
      discovered: [],
    }
  }
  const cookie = await run('refresh cookie', () => findRefresh(first.target))
  const unknown = 'gap' in cookie ? cookie : undefined
  const names = 'gap' in cookie ? [] : cookie.names
  const credentials = { access: first.target.credentials.access, refresh: names }
  const target = { ...first.target, credentials }
  const evidence: Found = {
    signIn: { ...first.evidence, credentials },
    refreshCookie: unknown ?? { names },
    ...(await journeys(keys, target, unknown, run)),
  }
  const trail = contact.trail()
  evidence.ledger = ledgerOf(target, trail, evidence.refresh)
  return {
    evidence,
    secrets: secretsOf(config, credentials, trail),
    discovered: [...first.discovered, ...('gap' in cookie ? [] : cookie.discovered)],
  }
}

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
