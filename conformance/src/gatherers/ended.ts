import { outcome } from '../derived/quote.ts'
import type { RequestSpec } from '../drivers/port.ts'
import type { Probe } from '../evidence/evidence.ts'
import { StepFailed } from '../target/gap.ts'
import { mustLive, signIn, type Session, type Target } from '../target/target.ts'
import { refreshInAnyShape, refreshRaw, shapes } from './raw-refresh.ts'

/** What became of the saved values of a session that was ended, and a live session beside it. */
export interface AfterEnd {
  readonly refresh?: Probe
  readonly control: Probe
}

/** Sends the saved refresh value, in whatever shape a fresh session then shows to be the right one. */
export async function refreshAfterEnd(
  target: Target,
  ended: Session,
  endpoint: RequestSpec | undefined,
): Promise<AfterEnd> {
  if (!endpoint || target.credentials.refresh.length === 0) {
    return { control: await live(target, await signIn(target)) }
  }
  const attacks: Probe[] = []
  for (const cookies of shapes(ended)) {
    attacks.push(answered(await refreshRaw(target, endpoint, 'saved refresh', cookies)))
  }
  const fresh = await signIn(target)
  const good = await refreshInAnyShape(target, endpoint, 'refresh of a fresh session', fresh)
  const control = good.probe.user === undefined ? await live(target, fresh) : good.probe
  if (good.probe.user === undefined) return { control }
  const taken = attacks.find(({ user }) => user !== undefined)
  const refresh = taken ?? attacks[good.shape]
  return { control, ...(refresh ? { refresh } : {}) }
}

/** A server that breaks, or is silent, has not refused: nothing is known of the credential then. */
export function answered(probe: Probe): Probe {
  const { response } = probe.exchange
  if (response && response.status < 500) return probe
  throw new StepFailed(
    `${probe.label}: the target answered ${outcome(probe.exchange)}, which is neither yes nor no`,
    'look into the log of the target',
    probe.exchange,
  )
}

/** The target must answer this, or "refuses everybody" would pass for "refuses the ended". */
async function live(target: Target, session: Session): Promise<Probe> {
  const probe = await target.main.probe('access of a fresh session', session.access)
  if (probe.user !== undefined) return probe
  mustLive(target, session)
  throw new StepFailed(
    'control: a fresh session is refused as well, so nothing can be said of the ended one',
    'run again; if it stays so, the sign-out or revocation ends more than it should',
    probe.exchange,
  )
}
