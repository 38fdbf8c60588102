import { request } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import type { Sessions } from '../src/session/sessions.ts'
import type { Strategy } from '../src/session/strategy.ts'
import { ACCESS_TTL, FETCH, NAVIGATION, approve, createBench } from './bench.ts'
import type { Bench } from './bench.ts'
import { webhookInit } from './notices.ts'

export interface ServedApp {
  readonly port: number
  close(): unknown
}

/**
 * Serves an app on the adapter: the auth routes; behind `requireSession`, `GET /api/me` with `{ userId }` and
 * `POST /api/echo` with the JSON body. Every response that the app begins has APP_HEADERS, the auth routes' too.
 */
export type ServeApp = (sessions: Sessions) => Promise<ServedApp>

/** What some plugin of the app puts on every response, before the adapter has its say. */
export const APP_HEADERS = {
  Vary: 'Origin',
  'Cache-Control': 'public',
  'Set-Cookie': 'flavour=oat; Path=/',
} as const

export interface Reply {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: string
}

type Headers = Record<string, string>

/** One request over a socket, as it stands; `hangUp` breaks off once it is sent. */
export function send(
  port: number,
  method: string,
  path: string,
  headers: Headers = FETCH,
  { body = '', hangUp = false } = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', method, path, headers }, async (response) => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk as Buffer)
      const text = Buffer.concat(chunks).toString()
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text })
    })
    sent.on('error', reject)
    sent.end(body, () => {
      if (hangUp) setTimeout(() => sent.destroy(new Error('hung up')), 20)
    })
  })
}

const APP_COOKIE = APP_HEADERS['Set-Cookie']
const JSON_TYPE = { 'content-type': 'application/json' }

const linesOf = ({ headers }: Reply): readonly string[] =>
  (headers['set-cookie'] as string[] | undefined) ?? []

/** The cookies that a reply sets, as the next request shows them. */
const cookiesOf = (reply: Reply): string =>
  linesOf(reply)
    .filter((line) => line !== APP_COOKIE)
    .map((line) => line.split(';')[0])
    .join('; ')

/** What every adapter must do, over a socket, with the real emulator behind it. */
export function adapterContract(name: string, serveApp: ServeApp): void {
  const closing: (() => unknown)[] = []
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
  })

  async function serve(strategy: Strategy = 'redirect') {
    const bench = await createBench({ policy: { strategy } })
    const { port, close } = await serveApp(bench.sessions)
    closing.push(close, () => bench.close())
    return { bench, port }
  }

  /** Someone who signed in over the socket: both cookies, and the one that travels everywhere. */
  async function signedIn(strategy?: Strategy) {
    const { bench, port } = await serve(strategy)
    const start = await send(port, 'GET', '/auth/sign-in?return_to=/home', NAVIGATION)
    expect(start.status).toBe(303)
    const { pathname, search } = new URL(
      await approve(String(start.headers['location']), 'ada@example.com'),
    )
    const arriving = { ...NAVIGATION, 'sec-fetch-site': 'cross-site', cookie: cookiesOf(start) }
    const landed = await send(port, 'GET', pathname + search, arriving)
    expect(landed.status).toBe(200)
    expect(landed.body).toContain('url=/home')
    const cookies = cookiesOf(landed).split('; ')
    const with_ = (prefix: string) => cookies.filter((each) => each.startsWith(prefix)).join('; ')
    return {
      bench,
      port,
      access: { ...FETCH, cookie: with_('__Host-accessToken') },
      both: {
        ...FETCH,
        cookie: [with_('__Host-accessToken'), with_('__Secure-refreshToken')]
          .filter(Boolean)
          .join('; '),
      },
    }
  }

  const slow = ({ emulator: { environment } }: Bench) => {
    environment.knobs = { ...environment.knobs, latencyMs: 200 }
  }
  const codeOf = ({ body }: Reply) => (JSON.parse(body) as { code?: string }).code

  describe(`${name}: a session`, () => {
    test('begins, is let through, and its responses are private', async () => {
      const { port, access } = await signedIn()
      const reply = await send(port, 'GET', '/api/me', access)
      expect([reply.status, reply.body]).toEqual([200, '{"userId":"usr_ada"}'])
      expect(reply.headers['cache-control']).toBe('no-store')
      expect(reply.headers['vary']).toMatch(/^Origin, Cookie, /)
      expect(linesOf(reply)).toEqual([APP_COOKIE])
    })

    test('is refreshed on the way of a POST, whose body stays', async () => {
      const { bench, port, access, both } = await signedIn()
      bench.advance(ACCESS_TTL + 1)
      const body = JSON.stringify({ text: 'x'.repeat(50_000) })
      const first = await send(port, 'POST', '/api/echo', { ...access, ...JSON_TYPE }, { body })
      expect(first.status).toBe(307)
      const there = String(first.headers['location'])
      const second = await send(port, 'POST', there, { ...both, ...JSON_TYPE }, { body })
      expect([second.status, second.headers['location']]).toEqual([307, '/api/echo'])
      const renewed = { ...FETCH, ...JSON_TYPE, cookie: cookiesOf(second) }
      const third = await send(port, 'POST', '/api/echo', renewed, { body })
      expect([third.status, third.body]).toEqual([200, body])
    })

    test('that twenty requests need at expiry is refreshed once', async () => {
      const { bench, port, access, both } = await signedIn()
      bench.advance(ACCESS_TTL + 1)
      const ask = async () => {
        const first = await send(port, 'GET', '/api/me', access)
        const second = await send(port, 'GET', String(first.headers['location']), both)
        return send(port, 'GET', '/api/me', { ...FETCH, cookie: cookiesOf(second) })
      }
      const replies = await Promise.all(Array.from({ length: 20 }, ask))
      expect(new Set(replies.map(({ body }) => body))).toEqual(new Set(['{"userId":"usr_ada"}']))
      expect(bench.emulator.counters['token.refresh_token']).toBe(1)
    })

    test('is refreshed for a client that hangs up, too', async () => {
      const { bench, port, both } = await signedIn()
      slow(bench)
      const hungUp = send(port, 'POST', '/auth/refresh', both, { hangUp: true })
      await expect(hungUp).rejects.toThrow('hung up')
      await expect.poll(() => bench.audit.map(({ event }) => event)).toContain('refreshed')
      expect((await send(port, 'POST', '/auth/refresh', both)).status).toBe(200)
      expect(bench.emulator.counters.rotations).toBe(1)
    })

    test('has a line for each cookie, and the app’s headers give way', async () => {
      const { port, both } = await signedIn()
      const reply = await send(port, 'POST', '/auth/refresh', both)
      expect(linesOf(reply)).toEqual([
        APP_COOKIE,
        expect.stringMatching(/^__Host-accessToken=/),
        expect.stringMatching(/^__Secure-refreshToken=/),
      ])
      expect(reply.headers['content-type']).toBe('application/json')
      expect(reply.headers['cache-control']).toBe('no-store')
      expect(reply.headers['vary']).toMatch(/^Origin, Cookie, /)
    })

    test('ends with sign-out, and its cookies are cleared', async () => {
      const { port, access } = await signedIn()
      const reply = await send(port, 'POST', '/auth/sign-out', access)
      expect(reply.status).toBe(200)
      const cleared = linesOf(reply).filter((line) => line.includes('Max-Age=0'))
      expect(cleared.map((line) => line.split('=')[0])).toEqual(
        expect.arrayContaining(['__Host-accessToken', '__Secure-refreshToken']),
      )
      expect((await send(port, 'GET', '/api/me', access)).status).toBe(401)
    })

    test('that was revoked elsewhere is refused on the next request', async () => {
      const { bench, port, access } = await signedIn()
      const other = bench.browser()
      await other.signIn()
      expect((await other.send('DELETE', '/auth/sessions?except=current')).status).toBe(204)
      const reply = await send(port, 'GET', '/api/me', access)
      expect([reply.status, codeOf(reply)]).toEqual([401, 'session_revoked'])
      expect(reply.headers['content-type']).toBe('application/problem+json')
    })

    test('is listed, and can be ended by its id', async () => {
      const { bench, port, access } = await signedIn()
      const ask = async () =>
        (JSON.parse((await send(port, 'GET', '/auth/sessions', access)).body) as Listed).sessions
      interface Listed {
        readonly sessions: readonly { readonly id: string; readonly current: boolean }[]
      }
      await bench.browser().signIn()
      const sessions = await ask()
      expect(sessions).toHaveLength(2)
      expect(sessions.find(({ current }) => current)).toMatchObject({ ip: '127.0.0.1' })
      const { id } = sessions.find(({ current }) => !current)!
      expect((await send(port, 'DELETE', `/auth/sessions/${id}`, access)).status).toBe(204)
      expect(await ask()).toHaveLength(1)
    })
  })

  describe(`${name}: a stranger`, () => {
    const arrival = { ...NAVIGATION, 'sec-fetch-site': 'cross-site' }
    const signIn = '/auth/sign-in?return_to=%2Fapi%2Fme'
    test.each<[string, Headers, number, string | undefined]>([
      ['a fetch', FETCH, 401, undefined],
      ['a navigation', NAVIGATION, 303, signIn],
      ['an arrival from elsewhere', arrival, 200, undefined],
    ])('%s is turned away', async (_, headers, status, location) => {
      const { port } = await serve()
      const reply = await send(port, 'GET', '/api/me', headers)
      expect([reply.status, reply.headers['location']]).toEqual([status, location])
      expect(reply.body).not.toContain('userId')
      expect(reply.headers['cache-control']).toBe('no-store')
      expect(reply.headers['vary']).toMatch(/^Origin, Cookie, /)
    })

    test.each([
      ['nothing', ''],
      ['a word', 'word'],
      ['half an escape', '%E0%A4%A'],
      ['a quote', '"'],
      ['a byte beyond ASCII', '\u00ff'],
      ['an equals sign', '='],
      ['a seal that is none', 'k1.AAAA'],
      ['8,000 bytes', 'x'.repeat(8_000)],
    ])('whose cookies hold %s gets a 401', async (_, value) => {
      const { port } = await serve()
      const cookie = `__Host-accessToken=${value}; __Secure-refreshToken=${value}`
      const headers = { ...FETCH, cookie }
      expect((await send(port, 'GET', '/api/me', headers)).status).toBe(401)
      expect((await send(port, 'POST', '/auth/refresh', headers)).status).toBe(401)
    })

    test.each([
      ['GET', '/auth/else'],
      ['GET', '/auth/refreshX'],
      ['GET', '/auth/sessions/a/b/c'],
      ['GET', '//evil.example/auth/refresh'],
      ['TRACE', '/auth/refresh'],
    ])('%s %s is left to the app', async (method, path) => {
      const { port } = await serve()
      expect((await send(port, method, path, FETCH)).status).toBe(404)
    })
  })

  describe(`${name}: the strategy vault`, () => {
    test('twenty at expiry: each is answered where it is, for one call to the provider', async () => {
      const { bench, port, access } = await signedIn('vault')
      bench.advance(ACCESS_TTL + 1)
      const body = JSON.stringify({ text: 'x'.repeat(5_000) })
      const ask = () => send(port, 'POST', '/api/echo', { ...access, ...JSON_TYPE }, { body })
      const replies = await Promise.all(Array.from({ length: 20 }, ask))
      for (const reply of replies) {
        expect([reply.status, reply.body]).toEqual([200, body])
        expect(reply.headers['cache-control']).toBe('no-store')
        expect(linesOf(reply)).toEqual([APP_COOKIE, expect.stringMatching(/^__Host-accessToken=/)])
        const renewed = { ...FETCH, cookie: cookiesOf(reply) }
        expect(linesOf(await send(port, 'GET', '/api/me', renewed))).toEqual([APP_COOKIE])
      }
      expect(bench.emulator.counters['token.refresh_token']).toBe(1)
    })

    test('a client that hangs up does not abort its renewal', async () => {
      const { bench, port, access } = await signedIn('vault')
      bench.advance(ACCESS_TTL + 1)
      slow(bench)
      await expect(send(port, 'GET', '/api/me', access, { hangUp: true })).rejects.toThrow(
        'hung up',
      )
      await expect.poll(() => bench.audit.map(({ event }) => event)).toContain('refreshed')
      expect((await send(port, 'GET', '/api/me', access)).status).toBe(200)
      expect(bench.emulator.counters.rotations).toBe(1)
    })

    test('its refresh path is left to the app', async () => {
      const { port, access } = await signedIn('vault')
      expect((await send(port, 'POST', '/auth/refresh', access)).status).toBe(404)
    })
  })

  describe(`${name}: the body of a webhook`, () => {
    test('is read to the byte', async () => {
      const { port } = await serve()
      const { headers, body } = await webhookInit()
      const reply = await send(port, 'POST', '/auth/webhook', headers, { body })
      expect([reply.status, reply.body]).toEqual([200, '{"ended":0}'])
      const forged = await send(port, 'POST', '/auth/webhook', headers, { body: `${body} ` })
      expect(forged.status).toBe(401)
    })

    test.each([
      ['65,537 bytes', 65_537, true],
      ['10 MB', 10_000_000, true],
      ['10 MB of unknown length', 10_000_000, false],
    ])('of %s: 413', async (_, length, announced) => {
      const { port } = await serve()
      const { headers } = await webhookInit()
      const framing = announced
        ? { 'content-length': String(length) }
        : { 'transfer-encoding': 'chunked' }
      const body = 'x'.repeat(length)
      const reply = await send(port, 'POST', '/auth/webhook', { ...headers, ...framing }, { body })
      expect(reply.status).toBe(413)
    })
  })
}
