import { base64url, type JWK } from 'jose'
import type { Counters } from './counters.ts'
import { createEnvironment, type Client, type Environment } from './environment.ts'
import { answerOrFail, takeFailure } from './failure.ts'
import { problem } from './http/problem.ts'
import { matchPath, type Peer, type Route } from './http/route.ts'
import { routes } from './http/routes.ts'
import type { KnobChanges } from './knobs.ts'
import { createNotices, type Notices, type Send } from './notices.ts'
import { createSigningKeys } from './signing-keys.ts'
import { restore, type Snapshot } from './snapshot.ts'

/** The client of a fresh emulator; its secret is public, and worth nothing. */
export const demoClient: Client = {
  clientId: 'skc_emulator',
  clientSecret: 'emulator-secret',
}

export interface EmulatorOptions {
  /** Origin under which the environment is reached, without a trailing slash; the `iss` of its tokens. */
  readonly issuer: string
  readonly client?: Client
  readonly knobs?: KnobChanges
  /** Epoch milliseconds. */
  readonly now?: () => number
  /** That many random bytes, base64url: injected where a run is to be repeated. */
  readonly random?: (bytes: number) => string
  /** Private RSA keys to sign with, the first at once, the others as keys rotate; made up if there are none. */
  readonly signingKeys?: readonly JWK[]
  /** What an earlier emulator knew: sessions go on where it stopped. */
  readonly snapshot?: Snapshot
  /** More endpoints than those of an environment: the admin API, which a page can do without. */
  readonly moreRoutes?: readonly Route[]
  /** How webhooks and logout tokens travel to applications; `fetch` by default. */
  readonly send?: Send
}

/** A Scalekit environment that runs here: its HTTP half. It needs Web APIs only, and so runs in a page too. */
export interface Emulator {
  readonly environment: Environment
  readonly counters: Counters
  readonly routes: readonly Route[]
  readonly notices: Notices
  /** Answers as the environment would; rejects with `ConnectionLost` where a knob says so. */
  fetch(request: Request, peer?: Partial<Peer>): Promise<Response>
}

export function createEmulator(options: EmulatorOptions): Emulator {
  const random = options.random ?? randomText
  const environment = createEnvironment({
    issuer: options.issuer,
    client: options.client ?? demoClient,
    keys: createSigningKeys(
      { kept: options.snapshot?.keys ?? [], coming: options.signingKeys ?? [] },
      random,
    ),
    clock: options.now ?? Date.now,
    random,
    knobs: options.knobs ?? {},
  })
  if (options.snapshot) restore(environment, options.snapshot)
  const notices = createNotices(environment, options.send ?? ((request) => fetch(request)))
  environment.sessionEnded = notices.tell
  const all = [...routes, ...(options.moreRoutes ?? [])]

  return {
    environment,
    get counters() {
      return environment.counters
    },
    routes: all,
    notices,
    async fetch(request, peer = {}) {
      const { pathname } = new URL(request.url)
      const here = all.filter(({ path }) => matchPath(path, pathname))
      const route = here.find(({ method }) => method === request.method)
      if (!route) return here.length === 0 ? noSuchPath() : noSuchMethod(here)

      const { place } = route
      const from = { userAgent: request.headers.get('user-agent') ?? '', ip: '', ...peer }
      const answer = async (): Promise<Response> =>
        route.answer(request, environment, from, matchPath(route.path, pathname) ?? {})
      if (!place) return answer()
      environment.counters[place] += 1
      const failure = takeFailure(environment, place)
      await latency(environment)
      return answerOrFail(failure, answer, request.signal)
    },
  }
}

export async function latency({ knobs: { latencyMs } }: Environment): Promise<void> {
  if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs))
}

function noSuchPath(): Response {
  return problem(404, 'There is nothing at this path.')
}

/** RFC 9110 §15.5.6. */
function noSuchMethod(here: readonly Route[]): Response {
  const allow = here.map(({ method }) => method).join(', ')
  const response = problem(405, `This path answers ${allow} only.`)
  response.headers.set('allow', allow)
  return response
}

function randomText(bytes: number): string {
  return base64url.encode(crypto.getRandomValues(new Uint8Array(bytes)))
}
