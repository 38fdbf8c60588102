import { getRequestListener } from '@hono/node-server'
import Fastify from 'fastify'
import { Hono } from 'hono'
import type { RequestListener } from 'node:http'
import * as fastify from '../src/fastify/fastify.ts'
import * as hono from '../src/hono/hono.ts'
import type { Sessions } from '../src/session/sessions.ts'

/** A guarded `/api/me` and `/dashboard` beside the auth routes, to be put behind any server. */
interface App {
  readonly listener: RequestListener
  close(): unknown
}

export type CreateApp = (sessions: Sessions) => Promise<App>

const pageOf = (userId: string) => `<!doctype html><title>Home</title><p id="user">${userId}</p>`

export const fastifyApp: CreateApp = async (sessions) => {
  const app = Fastify()
  app.register(fastify.sessionRoutes, { sessions })
  const guarded = { preHandler: fastify.requireSession(sessions) }
  const userOf = (request: Parameters<typeof fastify.sessionOf>[0]) =>
    fastify.sessionOf(request).userId
  app.get('/api/me', guarded, (request) => ({ user: { id: userOf(request) } }))
  app.get('/dashboard', guarded, (request, reply) => {
    reply.type('text/html').send(pageOf(userOf(request)))
  })
  await app.ready()
  return { listener: app.routing, close: () => app.close() }
}

export const honoApp: CreateApp = async (sessions) => {
  const app = new Hono()
  app.use(hono.sessionRoutes(sessions))
  const guard = hono.requireSession(sessions)
  app.get('/api/me', guard, (c) => c.json({ user: { id: c.get('session').userId } }))
  app.get('/dashboard', guard, (c) => c.html(pageOf(c.get('session').userId)))
  const listener = getRequestListener(app.fetch)
  return { listener: (request, response) => void listener(request, response), close: () => {} }
}
