import type { RequestSpec } from '../drivers/port.ts'
import type { Evidence, EvidenceKey, Gap, RefreshEvidence } from '../evidence/evidence.ts'
import type { Target } from '../target/target.ts'
import { gatherConcurrency } from './concurrency.ts'
import { endpointSeen, gatherRefresh } from './refresh.ts'
import { gatherRefusal } from './refusal.ts'
import { gatherRevocation } from './revocation.ts'
import { gatherSignOut } from './sign-out.ts'

export type Found = { [K in EvidenceKey]?: Evidence[K] | Gap }

/** Runs a journey, and makes a gap of whatever stops it. */
export type Run = <T>(step: string, journey: () => Promise<T>) => Promise<T | Gap>

type Journey<T> = (target: Target, endpoint: RequestSpec | undefined) => Promise<T>

async function alone<T>(
  target: Target,
  endpoint: Promise<RequestSpec | undefined>,
  journey: Journey<T>,
): Promise<T> {
  const where = await endpoint
  return target.alone((clock) => journey({ ...target, clock }, where))
}

/**
 * The journeys that the keys ask for, side by side. A ledger wants the refresh to have happened: it sets cookies too.
 * @param unknown the gap in the place of the refresh credential, where it is not known
 */
export async function journeys(
  keys: readonly EvidenceKey[],
  target: Target,
  unknown: Gap | undefined,
  run: Run,
): Promise<Found> {
  const wants = (...wanted: EvidenceKey[]) => wanted.some((key) => keys.includes(key))
  const refresh = wants('refresh', 'ledger')
    ? unknown
      ? Promise.resolve(unknown)
      : run('refresh', () => gatherRefresh(target))
    : undefined
  const endpoint = endpointOf(target, refresh)
  const solo = <T>(step: string, journey: Journey<T>, ...wanted: EvidenceKey[]) =>
    wants(...wanted) ? run(step, () => alone(target, endpoint, journey)) : undefined
  const concurrency = unknown
    ? Promise.resolve(unknown)
    : solo('concurrency', gatherConcurrency, 'concurrency')
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
