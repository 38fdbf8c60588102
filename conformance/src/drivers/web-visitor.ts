import type { Exchange, SeenResponse, Trail } from '../wire/exchange.ts'
import { headerValue, overlay, setCookieLines } from '../wire/headers.ts'
import { submitForm } from './forms.ts'
import type { Jar } from './jar.ts'
import type { Arrival, DriverOptions, FormFill, RequestSpec, Visitor } from './port.ts'
import type { Ledger, Recorder } from './recorder.ts'
import {
  afterRedirect,
  MAX_REDIRECTS,
  redirectTarget,
  refreshOf,
  type Ask,
  type Refresh,
} from './redirects.ts'
import { readReferrerPolicy } from './referrer.ts'
import { bodyOf, methodOf, urlOf } from './request-body.ts'
import { browserHeaders, type HeaderContext, type Initiator } from './request-headers.ts'
import { relate } from './same-site.ts'
import { isResponse, type Transport } from './transport.ts'

/** What the visitors of one driver share. */
export interface VisitorSetting {
  readonly options: DriverOptions
  readonly transport: Transport
  readonly ledger: Ledger
  /** Makes the ids of visitors: `h1`, `h2` … */
  readonly nextId: () => string
}

/** A `meta refresh` that waits longer than this is left standing: the page is what the visitor came to see. */
const PATIENCE_SECONDS = 1

interface Loading {
  readonly ask: Ask
  readonly mode: HeaderContext['mode']
  readonly initiator?: Initiator
  readonly activated: boolean
  readonly extra: readonly (readonly [string, string])[]
}

/** A visitor without a browser: a transport, a strict jar, and the parts of Fetch and HTML that decide what is sent. */
export function createWebVisitor(setting: VisitorSetting, jar: Jar): Visitor {
  const { options, transport, ledger, nextId } = setting
  const { origin, clock } = options
  const id = nextId()
  const recorder = ledger.recorder(id)
  let current: { url: string; html: string; initiator: Initiator } | undefined

  const load = async (loading: Loading): Promise<Exchange[]> =>
    follow({ jar, recorder, transport, options }, loading)

  const visit = async (first: Loading): Promise<Arrival> => {
    const hops = await load(first)
    let stand = standing(hops)
    for (let count = 0; stand.refresh && count < MAX_REDIRECTS; count += 1) {
      await clock.sleep(stand.refresh.seconds * 1000)
      const initiator = initiatorOf(stand.url, stand.response)
      const ask: Ask = { method: 'GET', url: stand.refresh.url }
      const more = await load({ ask, mode: 'navigate', initiator, activated: false, extra: [] })
      hops.push(...more)
      stand = standing(more)
    }
    if (stand.refresh) hops.push(unsent(recorder, stand.refresh.url, 'redirect-loop'))
    if (stand.response && stand.response.status !== 204 && stand.response.status !== 205)
      current = {
        url: stand.url,
        html: stand.response.body,
        initiator: initiatorOf(stand.url, stand.response),
      }
    return { hops, last: lastOf(hops) }
  }

  return {
    id,
    driver: 'http',
    get trail(): Trail {
      return recorder.trail
    },
    navigate: (path) =>
      visit({
        ask: { method: 'GET', url: urlOf(origin, path) },
        mode: 'navigate',
        activated: true,
        extra: [],
      }),
    submit: async (fill: FormFill) => {
      if (!current) return misfit('no page is open', origin)
      const submission = submitForm(current.html, current.url, fill)
      if ('problem' in submission) return misfit(submission.problem, current.url)
      return visit({
        ask: submission,
        mode: 'navigate',
        initiator: current.initiator,
        activated: true,
        extra: [],
      })
    },
    fetch: async (spec: RequestSpec) => {
      const body = bodyOf(spec)
      const url = urlOf(origin, spec.path, spec.query)
      const home = current && relate(origin, current.url) === 'same-origin' ? current : undefined
      const hops = await load({
        ask: { method: methodOf(spec), url, ...(body ? { body } : {}) },
        mode: 'fetch',
        initiator: home?.initiator ?? { url: `${origin}/`, policy: readReferrerPolicy(undefined) },
        activated: false,
        extra: Object.entries(spec.headers ?? {}),
      })
      return { hops, last: lastOf(hops) }
    },
    page: async () => ({ url: current?.url ?? 'about:blank', html: current?.html ?? '' }),
    tab: async () => createWebVisitor(setting, jar),
    cookies: async () => jar.all(),
    dropCookie: async (name) => jar.drop(name),
    scriptCookies: async () => jar.scriptVisible(origin),
    close: async () => {},
  }
}

interface Wire {
  readonly jar: Jar
  readonly recorder: Recorder
  readonly transport: Transport
  readonly options: DriverOptions
}

/** Sends a request and follows its redirects, the jar at each hop (Fetch §4.4). */
async function follow(wire: Wire, loading: Loading): Promise<Exchange[]> {
  const hops: Exchange[] = []
  const chain: string[] = []
  let ask = loading.ask
  for (;;) {
    chain.push(ask.url)
    if (chain.length > MAX_REDIRECTS + 1) {
      hops.push(unsent(wire.recorder, ask.url, 'redirect-loop', hops.at(-1)?.id))
      return hops
    }
    const exchange = await hop(wire, loading, ask, chain, hops.at(-1)?.id)
    hops.push(exchange)
    const target = exchange.response && redirectTarget(exchange.response, ask.url)
    if (!exchange.response || target === undefined) return hops
    if (target === 'malformed') {
      hops.push(unsent(wire.recorder, ask.url, 'malformed', exchange.id))
      return hops
    }
    ask = afterRedirect(ask, exchange.response.status, target.url)
  }
}

async function hop(
  wire: Wire,
  loading: Loading,
  ask: Ask,
  chain: readonly string[],
  redirectOf: string | undefined,
): Promise<Exchange> {
  const { jar, recorder, transport, options } = wire
  const navigation = loading.mode === 'navigate'
  const url = withoutFragment(ask.url)
  const site = {
    sameSite: relate(loading.initiator?.url, url) !== 'cross-site',
    navigation,
    method: ask.method,
  }
  const cookie = jar.cookieHeader(url, site)
  const headers = browserHeaders({
    method: ask.method,
    chain,
    mode: loading.mode,
    activated: loading.activated,
    ...(loading.initiator ? { initiator: loading.initiator } : {}),
    ...(ask.body ? { contentType: ask.body.type } : {}),
  })
  const home = new URL(url).origin === options.origin
  const request = {
    method: ask.method,
    url,
    headers: [
      ...overlay(overlay(headers, home ? options.headers : []), loading.extra),
      ...(cookie === undefined ? [] : ([['Cookie', cookie]] as const)),
    ],
    ...(ask.body ? { body: ask.body.text } : {}),
  }
  const open = recorder.start({
    kind: navigation ? 'document' : 'fetch',
    request,
    ...(redirectOf === undefined ? {} : { redirectOf }),
  })
  const outcome = await transport(request)
  if (!isResponse(outcome)) return open.end({ failure: outcome })
  for (const line of setCookieLines(outcome.headers)) jar.receive(line, url, site)
  if (!navigation && !readable(outcome, loading, chain))
    return open.end({
      failure: {
        kind: 'cors',
        message: `${new URL(url).origin} does not let scripts of the page read it`,
      },
    })
  return open.end({ response: outcome })
}

/** The CORS check for a request with credentials (Fetch §4.10): an exact origin, never `*`. */
function readable(response: SeenResponse, loading: Loading, chain: readonly string[]): boolean {
  const home = loading.initiator && new URL(loading.initiator.url).origin
  if (chain.every((url) => new URL(url).origin === home)) return true
  return (
    headerValue(response.headers, 'access-control-allow-origin') === home &&
    headerValue(response.headers, 'access-control-allow-credentials') === 'true'
  )
}

/** Where a navigation came to stand: its document, and where that sends its reader. */
function standing(hops: readonly Exchange[]): {
  url: string
  response?: SeenResponse
  refresh?: Refresh
} {
  const last = lastOf(hops)
  const url = last.request.url
  if (!last.response) return { url }
  const refresh = refreshOf(last.response, url)
  const due = refresh !== undefined && refresh.seconds <= PATIENCE_SECONDS
  return { url, response: last.response, ...(due ? { refresh } : {}) }
}

function initiatorOf(url: string, response: SeenResponse | undefined): Initiator {
  return {
    url,
    policy: readReferrerPolicy(response && headerValue(response.headers, 'referrer-policy')),
  }
}

const UNSENT = {
  'redirect-loop': `gave up after ${MAX_REDIRECTS} redirects`,
  malformed: 'the redirect names no address that a browser would follow',
} as const

function unsent(
  recorder: Recorder,
  url: string,
  kind: keyof typeof UNSENT,
  redirectOf?: string,
): Exchange {
  return recorder
    .start({
      kind: 'document',
      request: { method: 'GET', url, headers: [] },
      ...(redirectOf === undefined ? {} : { redirectOf }),
    })
    .end({ failure: { kind, message: UNSENT[kind] } })
}

/** An arrival for a form that cannot be submitted: nothing was sent. */
export function misfit(problem: string, url: string): Arrival {
  const last: Exchange = Object.freeze<Exchange>({
    id: 'unsent',
    at: 0,
    durationMs: 0,
    kind: 'document',
    request: { method: 'GET', url, headers: [] },
    failure: { kind: 'malformed', message: `${problem} on ${url}` },
  })
  return { hops: [last], last }
}

function lastOf(hops: readonly Exchange[]): Exchange {
  const last = hops.at(-1)
  if (!last) throw new Error('a visit has at least one exchange')
  return last
}

function withoutFragment(url: string): string {
  const bare = new URL(url)
  bare.hash = ''
  return bare.href
}
