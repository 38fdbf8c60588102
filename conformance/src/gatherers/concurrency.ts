import type { RequestSpec } from '../drivers/port.ts'
import type { ConcurrencyEvidence, Crossing } from '../evidence/evidence.ts'
import { TooSlow } from '../target/gap.ts'
import { milliseconds } from '../target/lifetime.ts'
import { save, signIn, type Session, type Target } from '../target/target.ts'
import type { Trail } from '../wire/exchange.ts'
import { expire, mustBeFaithful } from './expire.ts'
import { refreshInAnyShape, sets } from './raw-refresh.ts'

/** As many as a page that loads its data; with the two tabs, more than browsers' per-host limit of six. */
const PARALLEL = 5

/** For how long after a rotation a request with the old refresh value is a straggler. */
const SOON = 3000

/** Races requests and tabs of one visitor at the moment of expiry, and goes on to the next refresh. */
export async function gatherConcurrency(
  target: Target,
  endpoint: RequestSpec | undefined,
): Promise<ConcurrencyEvidence> {
  const { user, credentials, main } = target
  const none = { user, expiry: { how: 'dropped', faithful: false } as const, trail: [] }
  if (credentials.refresh.length === 0) return { ...none, parallel: [], after: [] }

  const session = await signIn(target)
  const { visitor } = session
  const tabs = await Promise.all([visitor.tab(), visitor.tab()])
  const expiry = await expire(target, session)
  const requests = Array.from({ length: PARALLEL }, (_, index) =>
    main.ask(visitor, `request ${index + 1}`),
  )
  // The page would navigate the visitor away from under its own requests: in other tabs alone.
  const views = tabs.map((tab, index) => (target.page ?? main).ask(tab, `tab ${index + 2}`))
  const racing = [...(main.kind === 'api' ? requests : []), ...views]
  const late = endpoint ? straggler(target, session, endpoint, Promise.race(racing)) : undefined
  const parallel = await Promise.all([...racing, ...(late ? [late] : [])])
  if (parallel.some((crossing) => crossing.user === undefined))
    mustBeFaithful(expiry, session.cookies)

  const next = await main.ask(visitor, 'the request after the race')
  const renewed = await save(target, visitor)
  const again = next.user === undefined ? [] : [await acrossNextRefresh(target, renewed)]
  const after = [next, ...again]
  const trail = [...parallel, ...after].flatMap(({ hops }) => hops)
  return { user, expiry, parallel, after, trail }
}

/** The refresh value as it was before the race, shown once more by a request that was slower than the first. */
async function straggler(
  target: Target,
  before: Session,
  endpoint: RequestSpec,
  first: Promise<Crossing>,
): Promise<Crossing> {
  mustBeSoon(target, (await first).hops)
  const { probe } = await refreshInAnyShape(target, endpoint, 'the straggler', before)
  const { label, exchange, user } = probe
  return { label, hops: [exchange], ...(user === undefined ? {} : { user }) }
}

/** Throws where the rotation is no longer "just now": whoever shows the old value then may well be a thief. */
function mustBeSoon({ began, clock, config, credentials }: Target, hops: Trail): void {
  const rotation = hops.find((hop) => sets(hop, credentials.refresh))
  if (!rotation) return
  const window = milliseconds(config.lifetimes?.replayWindow ?? '') ?? SOON
  const elapsed = clock.now() - began - rotation.at - rotation.durationMs
  // A window of next to nothing is what is judged here, and no excuse.
  if (elapsed > (window < 1000 ? SOON : Math.min(SOON, window * 0.8)))
    throw new TooSlow('the race took longer than the old refresh value may be shown')
}

async function acrossNextRefresh(target: Target, session: Session): Promise<Crossing> {
  await expire(target, session)
  return target.main.ask(session.visitor, 'the request across the next refresh')
}
