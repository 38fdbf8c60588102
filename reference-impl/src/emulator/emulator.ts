import { base64url, type JWK } from 'jose'
import type { Counters } from './counters.ts'
import { createEnvironment, type Client, type Environment } from './environment.ts'
import { adminRoutes, problem } from './http/admin.ts'
import { matchPath, type Peer, type Route } from './http/route.ts'
import { routes } from './http/routes.ts'
import type { FailureKind, FailurePlace, KnobChanges } from './knobs.ts'
import { createSigningKeys } from './signing-keys.ts'

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
}

/** A Scalekit environment that runs here: its HTTP half. It needs Web APIs only, and so runs in a page too. */
export interface Emulator {
  readonly environment: Environment
  readonly counters: Counters
  readonly routes: readonly Route[]
  /** Answers as the environment would; rejects with `ConnectionLost` where a knob says so. */
  fetch(request: Request, peer?: Partial<Peer>): Promise<Response>
  /** Waits, and takes one of the failures that the knobs ask for. */
  hinder(place: FailurePlace): Promise<FailureKind | undefined>
}

/** The connection broke, or never answered, as the knobs asked. */
export class ConnectionLost extends TypeError {
  override readonly name = 'ConnectionLost'
  readonly kind: 'timeout' | 'reset'

  constructor(kind: 'timeout' | 'reset') {
    super('fetch failed: the emulator dropped this connection, as its knob failNext asked.')
    this.kind = kind
  }
}

export function createEmulator(options: EmulatorOptions): Emulator {
  const environment = createEnvironment({
    issuer: options.issuer,
    client: options.client ?? demoClient,
    keys: createSigningKeys(options.signingKeys ?? []),
    clock: options.now ?? Date.now,
    random: options.random ?? randomText,
    knobs: options.knobs ?? {},
  })
  const all = [...routes, ...adminRoutes(options.knobs ?? {})]

  const hinder = async (place: FailurePlace): Promise<FailureKind | undefined> => {
    const { latencyMs, failNext } = environment.knobs
    const failure = failNext.find(({ on }) => on === place)
    if (failure) {
      const left = failure.count > 1 ? [{ ...failure, count: failure.count - 1 }] : []
      environment.knobs = {
        ...environment.knobs,
        failNext: failNext.flatMap((each) => (each === failure ? left : [each])),
      }
    }
    if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs))
    return failure?.kind
  }

  return {
    environment,
    get counters() {
      return environment.counters
    },
    routes: all,
    hinder,
    async fetch(request, peer = {}) {
      const { pathname } = new URL(request.url)
      const here = all.filter((route) => matchPath(route.path, pathname))
      if (here.length === 0) return problem(404, 'There is nothing at this path.')
      const route = here.find(({ method }) => method === request.method)
      if (!route) {
        const allow = here.map(({ method }) => method).join(', ')
        const response = problem(405, `This path answers ${allow} only.`)
        response.headers.set('allow', allow)
        return response
      }
      const answer = async (): Promise<Response> =>
        route.answer(
          request,
          environment,
          { userAgent: request.headers.get('user-agent') ?? '', ip: '', ...peer },
          matchPath(route.path, pathname) ?? {},
        )
      if (!route.place) return answer()
      environment.counters[route.place] += 1
      return failing(await hinder(route.place), answer, request.signal)
    },
  }
}

/** Answers, or fails in the way asked for. */
async function failing(
  kind: FailureKind | undefined,
  answer: () => Promise<Response>,
  signal: AbortSignal,
): Promise<Response> {
  switch (kind) {
    case undefined:
      return answer()
    case '503':
      return problem(503, 'The emulator fails here, as its knob failNext asked.')
    case '429': {
      const response = problem(429, 'The emulator fails here, as its knob failNext asked.')
      response.headers.set('retry-after', '1')
      return response
    }
    case 'lost-response':
      await answer()
      throw new ConnectionLost('reset')
    case 'reset':
      throw new ConnectionLost('reset')
    case 'timeout':
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      })
  }
}

function randomText(bytes: number): string {
  return base64url.encode(crypto.getRandomValues(new Uint8Array(bytes)))
}
