import type { BrowserContext, Page, Request, Response } from 'playwright'
import type { Exchange, Failure, SeenResponse, SentRequest } from '../../wire/exchange.ts'
import { octetsOf } from '../../wire/mark.ts'
import { MAX_BODY_OCTETS } from '../http/body.ts'
import type { OpenExchange, Outcome, Recorder } from '../recorder.ts'
import { browserFailure } from './failure.ts'

/** A request that the browser makes, from its start to its exchange. */
export interface Recorded {
  readonly request: Request
  readonly kind: Exchange['kind']
  readonly exchange: Promise<Exchange>
}

/** Everything that the pages of one browser context send and get. */
export interface Recording {
  /** Whose trail a page's exchanges stand in. A page that is not assigned counts as the first one's popup. */
  assign(page: Page, recorder: Recorder): void
  /** A page whose own documents are ours, not the target's: only what scripts fetch on it counts. */
  assignScratch(page: Page, recorder: Recorder): void
  /** What the main frame of a page has asked for so far, in order. */
  documents(page: Page): readonly Recorded[]
  /** What its scripts have fetched so far, in order. */
  fetches(page: Page): readonly Recorded[]
  /** The next fetch from that page with that method and URL. */
  expectFetch(page: Page, method: string, url: string): { readonly seen: Promise<Recorded> }
  /**
   * The exchange of a request that is over for its page. The browser may never report its end:
   * then it counts as timed out, so many milliseconds from now.
   */
  closed(recorded: Recorded, within?: number): Promise<Exchange>
  /** A request's exchange and those of its redirects so far; the first is over for its page. */
  chain(first: Recorded): Promise<readonly Exchange[]>
  /** Ends whatever is still open as aborted. */
  finish(): void
}

/** How long the report of a request's end may lag behind the page. */
const REPORT_LAG = 3_000

interface Entry extends Recorded {
  readonly open: OpenExchange
  readonly page: Page | undefined
  readonly since: number
  done: boolean
  settle(exchange: Exchange): void
}

/**
 * Listens to a context. Ids are given in the order in which the browser sends.
 * @param timeout after which a request that was given up counts as timed out, milliseconds
 */
export function record(context: BrowserContext, first: Recorder, timeout: number): Recording {
  const owners = new WeakMap<Page, Recorder>()
  const scratch = new WeakSet<Page>()
  const entries = new Map<Request, Entry>()
  const expected: { page: Page; method: string; url: string; take(found: Recorded): void }[] = []

  context.on('request', (request) => {
    if (!/^https?:/.test(request.url())) return
    const page = pageOf(request)
    const main = page !== undefined && isMainDocument(request, page)
    if (page && scratch.has(page) && request.resourceType() !== 'fetch') return
    const recorder = (page && owners.get(page)) ?? first
    const redirectedFrom = request.redirectedFrom()
    const before = redirectedFrom && entries.get(redirectedFrom)
    const kind = main ? 'document' : kindOf(request)
    const open = recorder.start({
      kind,
      request: provisional(request),
      ...(before ? { redirectOf: before.open.id } : {}),
    })
    const { promise, resolve } = Promise.withResolvers<Exchange>()
    const entry: Entry = {
      request,
      kind,
      exchange: promise,
      open,
      page,
      since: Date.now(),
      done: false,
      settle: resolve,
    }
    entries.set(request, entry)
    if (redirectedFrom || !page) return
    const at = expected.findIndex(
      (wish) =>
        wish.page === page && wish.method === request.method() && wish.url === request.url(),
    )
    if (at >= 0) expected.splice(at, 1)[0]?.take(entry)
  })

  const end = (entry: Entry | undefined, outcome: Outcome): void => {
    if (!entry || entry.done) return
    entry.done = true
    entry.settle(entry.open.end(outcome))
  }

  context.on('requestfinished', (request) => {
    const entry = entries.get(request)
    if (entry) void outcomeOf(request).then((outcome) => end(entry, outcome))
  })
  context.on('requestfailed', (request) => {
    const entry = entries.get(request)
    if (!entry) return
    // The page's timer started a little before the request was seen.
    const late = Date.now() - entry.since >= timeout * 0.9
    void failedOutcome(request, entry.kind).then((outcome) =>
      end(entry, late && aborted(outcome) ? { ...outcome, failure: timedOut(timeout) } : outcome),
    )
  })

  const closed = async (recorded: Recorded, within = REPORT_LAG): Promise<Exchange> => {
    const entry = entries.get(recorded.request)
    const giveUp = setTimeout(() => end(entry, { failure: timedOut(timeout) }), within)
    try {
      return await recorded.exchange
    } finally {
      clearTimeout(giveUp)
    }
  }

  const of = (page: Page, kind: Exchange['kind']): readonly Recorded[] =>
    [...entries.values()].filter((entry) => entry.page === page && entry.kind === kind)

  return {
    assign: (page, recorder) => void owners.set(page, recorder),
    assignScratch(page, recorder) {
      owners.set(page, recorder)
      scratch.add(page)
    },
    documents: (page) => of(page, 'document'),
    fetches: (page) => of(page, 'fetch'),
    expectFetch(page, method, url) {
      const { promise, resolve } = Promise.withResolvers<Recorded>()
      expected.push({ page, method, url, take: resolve })
      return { seen: promise }
    },
    closed,
    async chain(first) {
      const hops = [await closed(first)]
      let next = first.request.redirectedTo()
      while (next) {
        const entry = entries.get(next)
        if (entry) hops.push(await closed(entry))
        next = next.redirectedTo()
      }
      return hops
    },
    finish() {
      for (const entry of entries.values())
        end(entry, { failure: { kind: 'aborted', message: 'the page was closed first' } })
    },
  }
}

function pageOf(request: Request): Page | undefined {
  try {
    return request.frame().page()
  } catch {
    // A service worker's request, or a navigation whose frame is not there yet.
    return undefined
  }
}

function isMainDocument(request: Request, page: Page): boolean {
  return request.isNavigationRequest() && request.frame() === page.mainFrame()
}

function kindOf(request: Request): Exchange['kind'] {
  return ['fetch', 'xhr'].includes(request.resourceType()) ? 'fetch' : 'subresource'
}

function provisional(request: Request): SentRequest {
  const body = request.postData()
  return {
    method: request.method(),
    url: withoutFragment(request.url()),
    headers: Object.entries(request.headers()),
    ...(body === null ? {} : { body }),
  }
}

async function sent(request: Request): Promise<SentRequest> {
  const lines = await request.headersArray().catch(() => undefined)
  const before = provisional(request)
  return lines ? { ...before, headers: lines.map(({ name, value }) => [name, value]) } : before
}

function aborted(outcome: Outcome): boolean {
  return 'failure' in outcome && outcome.failure.kind === 'aborted'
}

function timedOut(timeout: number): Failure {
  return { kind: 'timeout', message: `no whole answer in ${timeout} ms` }
}

async function outcomeOf(request: Request): Promise<Outcome> {
  const response = await request.response().catch(() => null)
  if (!response) return { request: await sent(request), failure: browserFailure('') }
  const [asked, seen] = await Promise.all([sent(request), seenOf(response)])
  return { request: asked, response: seen }
}

/** A failed request may have had a response: a document that turned out to be nothing to show (204, a download). */
async function failedOutcome(request: Request, kind: Exchange['kind']): Promise<Outcome> {
  const text = request.failure()?.errorText ?? ''
  const asked = await sent(request)
  const response =
    text.includes('ERR_ABORTED') && kind === 'document' ? responseNow(request) : undefined
  const seen = await response
  if (seen) return { request: asked, response: await seenOf(seen) }
  // Chromium names no reason where CORS forbids the page to read an answer.
  if (kind === 'fetch' && text.includes('ERR_FAILED'))
    return { request: asked, failure: { kind: 'cors', message: text } }
  return { request: asked, failure: browserFailure(text) }
}

/** `request.response()` waits for one; here it came already, or never will. */
async function responseNow(request: Request): Promise<Response | undefined> {
  const soon = new Promise<undefined>((resolve) => setTimeout(resolve, 250, undefined))
  return (await Promise.race([request.response().catch(() => null), soon])) ?? undefined
}

async function seenOf(response: Response): Promise<SeenResponse> {
  const [lines, body] = await Promise.all([
    response.headersArray().catch(() => []),
    // Chromium keeps no body of a redirect, nor of a page that it has left.
    isRedirect(response) ? '' : response.text().catch(() => ''),
  ])
  const capped = octetsOf(body) > MAX_BODY_OCTETS
  return {
    status: response.status(),
    headers: lines.map(({ name, value }) => [name, value]),
    body: capped ? body.slice(0, MAX_BODY_OCTETS) : body,
    ...(capped ? { truncated: true as const } : {}),
  }
}

function isRedirect(response: Response): boolean {
  return response.status() >= 300 && response.status() < 400
}

function withoutFragment(url: string): string {
  return url.split('#', 1)[0] ?? url
}
