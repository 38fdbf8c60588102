import type { Identity } from '../config/config.ts'
import type { Prober, RequestSpec, Visitor } from '../drivers/port.ts'
import type { Crossing, Probe } from '../evidence/evidence.ts'
import type { Exchange, FailureKind } from '../wire/exchange.ts'
import { StepFailed } from './gap.ts'
import { identify } from './identity.ts'

/** Cookies as a bare client sends them. */
export type CookieValues = Readonly<Record<string, string>>

/** Something that the target shows to its user alone, asked as a script or as a person would. */
export interface Resource {
  readonly kind: 'api' | 'page'
  readonly path: string
  ask(visitor: Visitor, label: string): Promise<Crossing>
  probe(label: string, cookies: CookieValues): Promise<Probe>
}

export function apiResource(prober: Prober, path: string, identity: Identity): Resource {
  const request: RequestSpec = { path, headers: { Accept: 'application/json' } }
  const user = (exchange: Exchange) => identify(identity, exchange.response)
  return {
    kind: 'api',
    path,
    ask: async (visitor, label) => {
      const { hops, last } = reached(await visitor.fetch(request), label)
      return { label, hops, ...known(user(last)) }
    },
    probe: async (label, cookies) => {
      const { last: exchange } = reached({ last: await prober.send(request, cookies) }, label)
      return { label, exchange, ...known(user(exchange)) }
    },
  }
}

/** How a page looks to its user: where the navigation ends, and how it is read. */
export interface PageView {
  readonly path: string
  /** Where it ends for the user; a stranger ends elsewhere, or with another status. */
  readonly lands: string
  /** Absent where the page does not say who it is for: then being let in has to do. */
  readonly identity?: Identity
  readonly user: string
}

export function pageResource(prober: Prober, view: PageView): Resource {
  const { path } = view
  const request: RequestSpec = { path, headers: NAVIGATION }
  return {
    kind: 'page',
    path,
    ask: async (visitor, label) => {
      const { hops, last } = reached(await visitor.navigate(path), label)
      return { label, hops, ...known(reader(view, last)) }
    },
    probe: async (label, cookies) => {
      const { last: exchange } = reached({ last: await prober.send(request, cookies) }, label)
      return { label, exchange, ...known(reader(view, exchange)) }
    },
  }
}

const NAVIGATION = {
  Accept: 'text/html,application/xhtml+xml',
  'Sec-Fetch-Site': 'none',
  'Sec-Fetch-Mode': 'navigate',
  'Sec-Fetch-Dest': 'document',
  'Sec-Fetch-User': '?1',
}

/** The user for whom a navigation ended where it does for the signed-in. */
export function reader(view: PageView, last: Exchange): string | undefined {
  const landed = new URL(last.request.url).pathname === view.lands
  if (!landed || last.response?.status !== 200) return undefined
  return view.identity ? identify(view.identity, last.response) : view.user
}

/** What the network did is no word of the target's; a redirect loop or a CORS refusal is. */
const SILENCE: readonly FailureKind[] = ['refused', 'reset', 'timeout', 'dns', 'tls']

function reached<A extends { readonly last: Exchange }>(arrival: A, label: string): A {
  const { failure, request } = arrival.last
  if (!failure || !SILENCE.includes(failure.kind)) return arrival
  throw new StepFailed(
    `${label}: ${new URL(request.url).pathname} gave no answer: ${failure.message}`,
    'see that the target stays up and answers in time; --timeout gives it longer',
    arrival.last,
  )
}

function known(user: string | undefined): { user?: string } {
  return user === undefined ? {} : { user }
}
