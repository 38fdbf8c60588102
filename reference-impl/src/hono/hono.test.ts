import { createAdaptorServer } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { APP_HEADERS, adapterContract, send } from '../../test-support/adapter-contract.ts'
import { ACCESS_TTL, FETCH, ORIGIN, createBench } from '../../test-support/bench.ts'
import { webhookInit } from '../../test-support/notices.ts'
import { requireSession, sessionRoutes } from './hono.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function listen(app: Pick<Hono, 'fetch'>) {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { port: (server.address() as AddressInfo).port, close }
}

adapterContract('Hono', async (sessions) => {
  const app = new Hono()
  app.use(async (c, next) => {
    for (const [name, value] of Object.entries(APP_HEADERS)) c.header(name, value)
    await next()
  })
  app.use(sessionRoutes(sessions, { ip: (c) => getConnInfo(c).remote.address }))
  const guard = requireSession(sessions)
  app.get('/api/me', guard, (c) => c.json({ userId: c.get('session').userId }))
  app.post('/api/echo', guard, async (c) => c.json(await c.req.json<object>()))
  return listen(app)
})

async function startBench(strategy: 'redirect' | 'vault' = 'redirect') {
  const bench = await createBench({ policy: { strategy } })
  closing.push(() => bench.close())
  return bench
}

describe('a handler that answers with a Response of its own', () => {
  const own = () =>
    new Response('own', {
      headers: { 'set-cookie': 'own=1', vary: 'Range', 'cache-control': 'public' },
    })

  test.each<[string, (app: Hono) => Response]>([
    ['returned', own],
    ['passed on from fetch, and immutable', () => Response.redirect(`${ORIGIN}/else`)],
  ])('%s, gets cookies and headers too', async (_, answer) => {
    const bench = await startBench('vault')
    const browser = bench.browser()
    await browser.signIn()
    bench.advance(ACCESS_TTL + 1)
    const app = new Hono()
    app.get('/', requireSession(bench.sessions), () => answer(app))
    const cookie = `__Host-accessToken=${browser.jar.get('__Host-accessToken')!.value}`
    const { headers } = await app.request('/', { headers: { ...FETCH, cookie } })
    expect(headers.getSetCookie().at(-1)).toMatch(/^__Host-accessToken=/)
    expect(headers.getSetCookie().length).toBe(answer === own ? 2 : 1)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('vary')).toMatch(answer === own ? /^Range, Cookie/ : /^Cookie/)
  })
})

test('what an error handler says of a signed-in request is private, too', async () => {
  const bench = await startBench()
  const browser = bench.browser()
  await browser.signIn()
  const app = new Hono()
  app.get('/', requireSession(bench.sessions), () => {
    throw new Error('broken')
  })
  app.onError((_error, c) => c.text('sorry', 500))
  const cookie = `__Host-accessToken=${browser.jar.get('__Host-accessToken')!.value}`
  const response = await app.request('/', { headers: { ...FETCH, cookie } })
  expect([response.status, response.headers.get('cache-control')]).toEqual([500, 'no-store'])
})

describe('after a middleware that reads the body', () => {
  type Read = (c: Context) => Promise<unknown>

  async function serveAfter(read: Read) {
    const bench = await startBench()
    const app = new Hono()
    app.use(async (c, next) => {
      await read(c)
      await next()
    })
    app.use(sessionRoutes(bench.sessions))
    const { port, close } = await listen(app)
    closing.push(close)
    return { bench, port }
  }

  test.each<[string, Read, number]>([
    ['c.req.text()', (c) => c.req.text(), 200],
    ['c.req.json()', (c) => c.req.json(), 200],
    ['c.req.arrayBuffer()', (c) => c.req.arrayBuffer(), 200],
    ['c.req.raw.text(), of which there is no copy', (c) => c.req.raw.text(), 400],
  ])('with %s, a webhook is answered: %o', async (_, read, status) => {
    const { port } = await serveAfter(read)
    const { headers, body } = await webhookInit()
    const reply = await send(port, 'POST', '/auth/webhook', headers, { body })
    expect(reply.status).toBe(status)
    if (status === 400) expect(JSON.parse(reply.body)).toMatchObject({ code: 'body_consumed' })
  })

  test('a refresh on the way of a POST needs no body', async () => {
    const { bench, port } = await serveAfter((c) => c.req.raw.text())
    const browser = bench.browser()
    await browser.signIn()
    const cookie = [...browser.jar].map(([name, { value }]) => `${name}=${value}`).join('; ')
    const there = '/auth/refresh?return_to=/api/echo'
    const reply = await send(port, 'POST', there, { ...FETCH, cookie }, { body: '{}' })
    expect([reply.status, reply.headers['location']]).toEqual([307, '/api/echo'])
  })
})
