import express from 'express'
import type { Express, RequestHandler } from 'express'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { request } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { ACCESS_TTL, FETCH, NAVIGATION, createBench } from '../../test-support/bench.ts'
import type { Bench } from '../../test-support/bench.ts'
import type { Strategy } from '../session/strategy.ts'
import { requireSession, sessionOf } from './require-session.ts'
import { router } from './router.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function serve(
  before: RequestHandler[] = [],
  strategy: Strategy = 'redirect',
): Promise<{ bench: Bench; port: number }> {
  const bench = await createBench({ policy: { strategy } })
  const app: Express = express()
  for (const handler of before) app.use(handler)
  app.use(router(bench.sessions))
  const guard = requireSession(bench.sessions)
  app.get('/api/me', guard, (req, res) => void res.json({ userId: sessionOf(req).userId }))
  app.post('/api/echo', guard, express.json(), (req, res) => void res.json(req.body))
  app.get('/unguarded', (req, res) => void res.json(sessionOf(req)))
  app.use(((_error, _req, res, _next) => res.status(500).end()) as express.ErrorRequestHandler)
  const server: Server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
    () => bench.close(),
  )
  return { bench, port: (server.address() as AddressInfo).port }
}

interface Reply {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: string
}

/** One request over a socket, as it stands; `hangUp` breaks off once it is sent. */
function send(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string>,
  body = '',
  hangUp = false,
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

/** Cookie headers of someone who signed in on the bench, for each of the two paths. */
async function signedIn(bench: Bench, email?: string) {
  const browser = bench.browser()
  await browser.signIn(email)
  const access = `__Host-accessToken=${browser.jar.get('__Host-accessToken')!.value}`
  const refresh = `__Secure-refreshToken=${browser.jar.get('__Secure-refreshToken')!.value}`
  return {
    access: { ...FETCH, cookie: access },
    both: { ...FETCH, cookie: `${access}; ${refresh}` },
  }
}

const cookiesOf = ({ headers }: Reply) =>
  (headers['set-cookie'] as string[]).map((line) => line.split(';')[0]).join('; ')

describe('requireSession', () => {
  test('lets a session through, and marks the response as private', async () => {
    const { bench, port } = await serve()
    const { access } = await signedIn(bench)
    const { status, headers, body } = await send(port, 'GET', '/api/me', access)
    expect(status).toBe(200)
    expect(JSON.parse(body)).toEqual({ userId: 'usr_ada' })
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      vary: expect.stringContaining('Cookie'),
    })
  })

  test('adds to a Vary that is there', async () => {
    const cors: RequestHandler = (_request, response, next) => {
      response.setHeader('Vary', 'Origin')
      next()
    }
    const { bench, port } = await serve([cors])
    const { access } = await signedIn(bench)
    const { headers } = await send(port, 'GET', '/api/me', access)
    expect(headers['vary']).toMatch(/^Origin, Cookie/)
  })

  test.each([
    ['a fetch', FETCH, 401, undefined],
    ['a navigation', NAVIGATION, 303, '/auth/sign-in?return_to=%2Fapi%2Fme'],
    [
      'an arrival from elsewhere',
      { ...NAVIGATION, 'sec-fetch-site': 'cross-site' },
      200,
      undefined,
    ],
  ])('turns %s of a stranger away', async (_, headers, status, location) => {
    const { port } = await serve()
    const reply = await send(port, 'GET', '/api/me', headers)
    expect([reply.status, reply.headers['location']]).toEqual([status, location])
    expect(reply.body).not.toContain('userId')
  })

  test('a handler without it finds out at once', async () => {
    const { port } = await serve()
    expect((await send(port, 'GET', '/unguarded', FETCH)).status).toBe(500)
  })
})

describe('the strategy vault', () => {
  const flavour: RequestHandler = (_request, response, next) => {
    response.cookie('flavour', 'oat')
    next()
  }

  async function atExpiry(before: RequestHandler[] = []) {
    const { bench, port } = await serve(before, 'vault')
    const browser = bench.browser()
    await browser.signIn()
    bench.advance(ACCESS_TTL + 1)
    const cookie = `__Host-accessToken=${browser.jar.get('__Host-accessToken')!.value}`
    return { bench, port, headers: { ...FETCH, cookie } }
  }

  test('twenty at expiry: each is answered where it is, for one call to the provider', async () => {
    const { bench, port, headers } = await atExpiry()
    const ask = () => send(port, 'GET', '/api/me', headers)
    const replies = await Promise.all(Array.from({ length: 20 }, ask))
    for (const reply of replies) {
      expect([reply.status, reply.body]).toEqual([200, '{"userId":"usr_ada"}'])
      const renewed = { ...FETCH, cookie: cookiesOf(reply) }
      expect((await send(port, 'GET', '/api/me', renewed)).headers['set-cookie']).toBeUndefined()
    }
    expect(bench.emulator.counters['token.refresh_token']).toBe(1)
  })

  test('a body is read but once, and the app’s own cookies stay', async () => {
    const { port, headers } = await atExpiry([flavour, express.json()])
    const body = JSON.stringify({ text: 'x'.repeat(50_000) })
    const json = { 'content-type': 'application/json' }
    const reply = await send(port, 'POST', '/api/echo', { ...headers, ...json }, body)
    expect([reply.status, reply.body]).toEqual([200, body])
    expect(reply.headers['set-cookie']).toEqual([
      'flavour=oat; Path=/',
      expect.stringMatching(/^__Host-accessToken=/),
    ])
    expect(reply.headers['cache-control']).toBe('no-store')
  })

  test('a client that hangs up does not abort its renewal', async () => {
    const { bench, port, headers } = await atExpiry()
    bench.emulator.environment.knobs = { ...bench.emulator.environment.knobs, latencyMs: 200 }
    await expect(send(port, 'GET', '/api/me', headers, '', true)).rejects.toThrow('hung up')
    await expect.poll(() => bench.audit.map(({ event }) => event)).toContain('refreshed')
    expect((await send(port, 'GET', '/api/me', headers)).status).toBe(200)
    expect(bench.emulator.counters.rotations).toBe(1)
  })

  test('its refresh path is left to the app', async () => {
    const { port, headers } = await atExpiry()
    expect((await send(port, 'POST', '/auth/refresh', headers)).status).toBe(404)
  })
})

describe('router', () => {
  test.each<[string, RequestHandler[]]>([
    ['no parser', []],
    ['a JSON parser', [express.json()]],
    ['a form parser', [express.urlencoded()]],
  ])('carries a POST with its body over a refresh, behind %s', async (_, before) => {
    const { bench, port } = await serve(before)
    const { access, both } = await signedIn(bench)
    bench.advance(ACCESS_TTL + 1)
    const json = { 'content-type': 'application/json' }
    const body = JSON.stringify({ text: 'x'.repeat(50_000) })
    const first = await send(port, 'POST', '/api/echo', { ...access, ...json }, body)
    expect(first.status).toBe(307)
    const second = await send(
      port,
      'POST',
      String(first.headers['location']),
      { ...both, ...json },
      body,
    )
    expect([second.status, second.headers['location']]).toEqual([307, '/api/echo'])
    const renewed = { ...FETCH, ...json, cookie: cookiesOf(second) }
    const third = await send(port, 'POST', '/api/echo', renewed, body)
    expect([third.status, third.body]).toEqual([200, body])
  })

  test('twenty at expiry: twenty times the right user, one call to the provider', async () => {
    const { bench, port } = await serve()
    const { access, both } = await signedIn(bench)
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

  test('a client that hangs up does not abort its refresh', async () => {
    const { bench, port } = await serve()
    const { both } = await signedIn(bench)
    bench.emulator.environment.knobs = { ...bench.emulator.environment.knobs, latencyMs: 200 }
    await expect(send(port, 'POST', '/auth/refresh', both, '', true)).rejects.toThrow('hung up')
    await expect.poll(() => bench.audit.map(({ event }) => event)).toContain('refreshed')
    const again = await send(port, 'POST', '/auth/refresh', both)
    expect(again.status).toBe(200)
    expect(bench.emulator.counters.rotations).toBe(1)
  })

  test('every Set-Cookie has a line of its own, and the app’s headers give way', async () => {
    const cached: RequestHandler = (_request, response, next) => {
      response.set({ 'Cache-Control': 'public', Vary: 'Origin' })
      next()
    }
    const { bench, port } = await serve([cached])
    const { both } = await signedIn(bench)
    const reply = await send(port, 'POST', '/auth/refresh', both)
    expect(reply.headers['set-cookie']).toEqual([
      expect.stringMatching(/^__Host-accessToken=/),
      expect.stringMatching(/^__Secure-refreshToken=/),
    ])
    expect(reply.headers['cache-control']).toBe('no-store')
    expect(reply.headers['vary']).toMatch(/^Origin, Cookie/)
  })

  test.each([
    ['GET', '/auth/else'],
    ['GET', '/auth/refreshX'],
    ['GET', '//evil.example/auth/refresh'],
    ['TRACE', '/auth/refresh'],
  ])('%s %s is left to the app', async (method, path) => {
    const { port } = await serve()
    expect((await send(port, method, path, FETCH)).status).toBe(404)
  })
})
