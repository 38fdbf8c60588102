import { demoClient } from '../src/emulator/emulator.ts'
import type { Emulator } from '../src/emulator/emulator.ts'
import { serveEmulator } from '../src/emulator/serve.ts'
import type { ServedEmulator } from '../src/emulator/serve.ts'
import type { Provider } from '../src/provider/port.ts'
import { scalekitProvider } from '../src/provider/scalekit.ts'
import { createRoutes } from '../src/routes/routes.ts'
import type { Routes } from '../src/routes/routes.ts'
import type { SealingKey } from '../src/sealing/key-ring.ts'
import { nodeSealer } from '../src/sealing/node.ts'
import { memoryStore } from '../src/store/memory.ts'
import type { SessionStore } from '../src/store/port.ts'
import { withSession } from '../src/web/with-session.ts'
import type { AuditEvent } from '../src/session/audit.ts'
import { definePolicy } from '../src/session/policy.ts'
import type { PolicyOptions } from '../src/session/policy.ts'
import { createSessions } from '../src/session/sessions.ts'
import type { Sessions } from '../src/session/sessions.ts'
import { webhookSecret } from './notices.ts'

export const ORIGIN = 'https://app.example'

/** Seconds that the bench's access tokens live. */
export const ACCESS_TTL = 60

export const NAVIGATION = { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'same-origin' }
export const FETCH = { 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin' }

export interface Bench {
  readonly served: ServedEmulator
  readonly emulator: Emulator
  readonly now: () => number
  readonly sessions: Sessions
  readonly store: SessionStore
  readonly routes: Routes
  readonly audit: readonly AuditEvent[]
  /** Moves every clock there is: ours, the provider's, the emulator's. */
  advance(seconds: number): void
  browser(): Browser
  close(): Promise<void>
}

export interface BenchOptions {
  readonly policy?: Partial<PolicyOptions>
  readonly store?: SessionStore
  readonly provider?: (provider: Provider) => Provider
  /** Sealing keys, newest first. */
  readonly keys?: readonly SealingKey[]
  /** Another process of the same application: same provider, same clock. */
  readonly beside?: Bench
}

export function sealingKey(id: string): SealingKey {
  return { id, bytes: new Uint8Array(32).fill(id.charCodeAt(1)) }
}

/** The core with a real emulator behind the real SDK, and a clock that tests turn. */
export async function createBench(options: BenchOptions = {}): Promise<Bench> {
  let ahead = 0
  const now = options.beside?.now ?? (() => Date.now() + ahead)
  const lifetimes = { access: ACCESS_TTL }
  const served = options.beside?.served ?? (await serveEmulator({ now, knobs: { lifetimes } }))
  const provider = scalekitProvider({
    environmentUrl: served.url,
    ...demoClient,
    clock: now,
    timeout: 1_000,
    webhookSecret,
  })
  const store = options.store ?? memoryStore()
  const audit: AuditEvent[] = []
  const sessions = createSessions({
    policy: definePolicy({ origin: ORIGIN, clockTolerance: 0, ...options.policy }),
    store,
    provider: options.provider?.(provider) ?? provider,
    sealer: nodeSealer(options.keys ?? [sealingKey('k1')]),
    now,
    audit: (event) => audit.push(event),
  })
  const routes = createRoutes(sessions)
  const me = withSession(sessions, async (request, { userId }) => {
    return Response.json({ userId, method: request.method, body: await request.text() })
  })
  const serve = async (request: Request) =>
    (await routes(request, { ip: '192.0.2.1' })) ?? (await me(request))
  return {
    served,
    emulator: served.emulator,
    now,
    sessions,
    store,
    routes,
    audit,
    advance: (seconds) => (ahead += seconds * 1_000),
    browser: () => new Browser(serve),
    async close() {
      if (options.beside === undefined) await served.close()
      await store.close()
    },
  }
}

interface StoredCookie {
  readonly value: string
  readonly path: string
}

/** As much of a browser as the core can tell from one: a jar that knows paths, and no more. */
export class Browser {
  readonly jar: Map<string, StoredCookie>
  readonly #serve: (request: Request) => Promise<Response>

  constructor(
    serve: (request: Request) => Promise<Response>,
    jar: ReadonlyMap<string, StoredCookie> = new Map(),
  ) {
    this.#serve = serve
    this.jar = new Map(jar)
  }

  /** A copy with the same cookies: a thief, or a response that never arrived. */
  clone(): Browser {
    return new Browser(this.#serve, this.jar)
  }

  /** A copy whose requests go to another process of the application. */
  at(bench: Bench): Browser {
    return new Browser(bench.browser().#serve, this.jar)
  }

  /** One request, with the cookies of its path; redirects are not followed. */
  async send(
    method: string,
    path: string,
    headers: Record<string, string> = FETCH,
    body: string | null = null,
  ): Promise<Response> {
    const url = new URL(path, ORIGIN)
    const cookies = [...this.jar]
      .filter(([, cookie]) => `${url.pathname}/`.startsWith(cookie.path.replace(/\/?$/, '/')))
      .map(([name, cookie]) => `${name}=${cookie.value}`)
    const all = new Headers(headers)
    if (cookies.length > 0) all.set('cookie', cookies.join('; '))
    const response = await this.#serve(new Request(url, { method, headers: all, body }))
    for (const line of response.headers.getSetCookie()) this.#store(line)
    return response
  }

  /** Follows 307s within the origin, method and body kept, as browsers do. */
  async follow(
    method: string,
    path: string,
    headers: Record<string, string> = FETCH,
    body: string | null = null,
  ): Promise<Response> {
    let response = await this.send(method, path, headers, body)
    for (let hop = 0; response.status === 307 && hop < 20; hop += 1)
      response = await this.send(method, response.headers.get('location')!, headers, body)
    return response
  }

  /** Signs in at the emulator as a person would; the callback's response. */
  async signIn(
    email = 'ada@example.com',
    path = '/auth/sign-in?return_to=/home',
  ): Promise<Response> {
    const start = await this.send('GET', path, NAVIGATION)
    return this.callback(await approve(start.headers.get('location')!, email))
  }

  callback(url: string): Promise<Response> {
    const { pathname, search } = new URL(url)
    const headers = { ...NAVIGATION, 'sec-fetch-site': 'cross-site' }
    return this.send('GET', pathname + search, headers)
  }

  #store(line: string): void {
    const [pair = '', ...attributes] = line.split('; ')
    const [name = '', value = ''] = pair.split('=')
    const path = attributes.find((each) => each.startsWith('Path='))?.slice(5) ?? '/'
    if (attributes.includes('Max-Age=0')) this.jar.delete(name)
    else this.jar.set(name, { value, path })
  }
}

/** Fills in the emulator's form; the callback's URL. */
export async function approve(authorizationUrl: string, email: string): Promise<string> {
  const body = new URLSearchParams({ email, password: 'demo-password' })
  const response = await fetch(authorizationUrl, { method: 'POST', body, redirect: 'manual' })
  return response.headers.get('location')!
}
