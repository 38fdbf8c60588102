import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { APP_HEADERS, adapterContract, send } from '../../test-support/adapter-contract.ts'
import { FETCH, createBench } from '../../test-support/bench.ts'
import { requireSession, sessionOf, sessionRoutes } from './fastify.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function listen(app: FastifyInstance): Promise<number> {
  await app.listen({ port: 0, host: '127.0.0.1' })
  return (app.server.address() as AddressInfo).port
}

adapterContract('Fastify', async (sessions) => {
  const app = Fastify({ forceCloseConnections: true })
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(APP_HEADERS)
    done()
  })
  app.setReplySerializer((payload) => JSON.stringify(payload))
  await app.register(sessionRoutes, { sessions })
  const guard = requireSession(sessions)
  app.get('/api/me', { preHandler: guard }, (request) => ({ userId: sessionOf(request).userId }))
  app.post('/api/echo', { preHandler: guard }, (request) => request.body)
  return { port: await listen(app), close: () => app.close() }
})

async function serve(build: (app: FastifyInstance) => void) {
  const app = Fastify({ forceCloseConnections: true })
  build(app)
  closing.push(() => app.close())
  return listen(app)
}

async function startBench() {
  const bench = await createBench()
  closing.push(() => bench.close())
  return bench
}

test('as onRequest it turns strangers away before a body is read', async () => {
  const { sessions } = await startBench()
  const port = await serve((app) => {
    app.addContentTypeParser('text/x', () => Promise.reject(new Error('read')))
    app.post('/', { onRequest: requireSession(sessions) }, () => 'in')
  })
  const headers = { ...FETCH, 'content-type': 'text/x' }
  expect((await send(port, 'POST', '/', headers, { body: 'x' })).status).toBe(401)
})

test('it fits routes that type their parameters', async () => {
  const { sessions } = await startBench()
  const port = await serve((app) => {
    const guard = requireSession(sessions)
    app.get<{ Params: { id: string } }>('/:id', { preHandler: guard }, ({ params }) => params.id)
  })
  expect((await send(port, 'GET', '/1', FETCH)).status).toBe(401)
})

test('a handler without it finds out at once', async () => {
  const port = await serve((app) => {
    app.get('/', (request) => sessionOf(request))
  })
  expect((await send(port, 'GET', '/', FETCH)).status).toBe(500)
})

test('the parsers of the app are as they were', async () => {
  const { sessions } = await startBench()
  const port = await serve((app) => {
    app.register(sessionRoutes, { sessions })
    app.post('/', ({ body }) => ({ body }))
  })
  const post = (type: string) =>
    send(port, 'POST', '/', { ...FETCH, 'content-type': type }, { body: '{}' })
  expect((await post('application/json')).body).toBe('{"body":{}}')
  expect((await post('application/x-www-form-urlencoded')).status).toBe(415)
})

test('under a prefix, where nobody would find the routes, it refuses to start', async () => {
  const { sessions } = await startBench()
  const app = Fastify()
  app.register(sessionRoutes, { sessions, prefix: '/app' })
  await expect(app.ready()).rejects.toThrow('without a prefix')
})

test('with vault, the place of the refresh endpoint is the app’s', async () => {
  const bench = await createBench({ policy: { strategy: 'vault' } })
  closing.push(() => bench.close())
  const port = await serve((app) => {
    app.register(sessionRoutes, { sessions: bench.sessions })
    app.get('/auth/refresh', () => 'mine')
  })
  expect((await send(port, 'GET', '/auth/refresh', FETCH)).body).toBe('mine')
})
