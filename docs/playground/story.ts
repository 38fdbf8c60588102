import type {
  Arrival,
  DriverOptions,
  Prober,
  StoredCookie,
  Visitor,
} from '../../conformance/src/drivers/port.ts'
import { createProber } from '../../conformance/src/drivers/prober.ts'
import type { Transport } from '../../conformance/src/drivers/transport.ts'
import { createWebDriver } from '../../conformance/src/drivers/web-driver.ts'
import type { Exchange } from '../../conformance/src/wire/exchange.ts'
import {
  afterAnswer,
  describeExchange,
  describeJar,
  type KnownCookie,
  type Scene,
} from './describe.ts'
import { createMarks } from './marks.ts'
import type { Chain, LabExchange, Step } from './recording.ts'
import { appOrigin, type World } from './world.ts'

/** A scripted visit: what somebody does, when, and what to look at. */
export interface Telling {
  readonly title: string
  readonly note: string
  /** Minutes since the story began; absent where it follows at once. */
  readonly at?: number
  /** Whose browser; `Browser` if nobody is named. */
  readonly who?: string
  readonly act: (visitor: Visitor, stage: Stage) => Promise<Arrival | readonly Arrival[]>
}

/** What an act may reach beside the visitor's browser. */
export interface Stage {
  readonly world: World
  /** A client without a jar, for whoever copied a value. */
  readonly prober: Prober
  /** Cookie values that somebody copied, by who lost them. */
  readonly copied: Map<string, Readonly<Record<string, string>>>
}

/** Milliseconds past the full minute: whole seconds of Max-Age then round to whole minutes. */
const past = 500

/** Plays a story in a world, and writes down every exchange of it. */
export async function tell(story: readonly Telling[], world: World): Promise<Step[]> {
  const { clock } = world
  const calls: LabExchange[][] = []
  const transport: Transport = async (request) => {
    if (new URL(request.url).origin !== appOrigin) return world.transport(request)
    const place = calls.push([]) - 1
    const outcome = await world.transport(request)
    calls[place]!.push(...world.calls.take())
    return outcome
  }
  const options: DriverOptions = {
    origin: appOrigin,
    headers: [],
    timeout: 10_000,
    clock,
    began: clock.now(),
  }
  const driver = createWebDriver(transport, options)
  const stage: Stage = {
    world,
    prober: createProber(transport, options, 'p1'),
    copied: new Map(),
  }
  const scene: Scene = { appOrigin, marks: createMarks(), clock }
  const visitors = new Map<string, Visitor>()
  const jars = new Map<string, readonly StoredCookie[]>()
  const steps: Step[] = []
  for (const { title, note, at, who = 'Browser', act } of story) {
    if (at !== undefined) await clock.sleep(Math.max(0, at * 60_000 + past - clock.elapsed()))
    const visitor = visitors.get(who) ?? (await driver.visitor())
    visitors.set(who, visitor)
    const before = withGone(jars.get(who) ?? [], await visitor.cookies())
    const reading = clock.reading()
    calls.length = 0
    const arrived = await act(visitor, stage)
    const arrivals = 'hops' in arrived ? [arrived] : arrived
    const parallel = arrivals.length > 1
    const chains = arrivals.map(({ hops }, index): Chain => ({
      ...(parallel && { label: `Request ${index + 1} of ${arrivals.length}` }),
      exchanges: describeHops(hops, before, parallel ? [] : callsOf(hops, calls), scene),
    }))
    const after = await visitor.cookies()
    jars.set(who, after)
    steps.push({
      at: reading,
      title,
      note,
      who,
      chains,
      calls: parallel ? calls.flat() : [],
      jar: describeJar(after, scene),
    })
  }
  return steps
}

/** What belongs to the hops that an act shows: its last ones, for what went before may not be worth showing. */
function callsOf(hops: readonly Exchange[], calls: LabExchange[][]): LabExchange[][] {
  const shown = hops.filter(({ request }) => new URL(request.url).origin === appOrigin)
  return shown.length === 0 ? [] : calls.slice(-shown.length)
}

/** Each hop with the jar as it was when it left; the application's hops with its calls, in order. */
function describeHops(
  hops: readonly Exchange[],
  before: readonly KnownCookie[],
  calls: LabExchange[][],
  scene: Scene,
): LabExchange[] {
  let jar = before
  return hops.map((hop) => {
    const atApp = new URL(hop.request.url).origin === scene.appOrigin
    const described = describeExchange(hop, jar, atApp ? (calls.shift() ?? []) : [], scene)
    jar = afterAnswer(jar, hop, scene.clock.now())
    return described
  })
}

/** The jar, with what it held at the end of the last step and lost to time since. */
function withGone(
  last: readonly StoredCookie[],
  now: readonly StoredCookie[],
): readonly KnownCookie[] {
  const held = new Set(now.map(({ name, path }) => `${name} ${path}`))
  const gone = last.filter(({ name, path }) => !held.has(`${name} ${path}`))
  return [...now, ...gone.map((cookie) => ({ ...cookie, gone: true as const }))]
}
