import express from 'express'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { ACCESS_TTL, FETCH, NAVIGATION, createBench } from '../../test-support/bench.ts'
import { startRedis } from '../../test-support/redis-server.ts'
import { connectRedisStore } from '../store/redis.ts'
import { requireSession, sessionOf } from './require-session.ts'
import { router } from './router.ts'

test('Redis dies and comes back: 503 meanwhile, no cookie touched, and the same session after', async () => {
  const redis = await startRedis()
  const bench = await createBench({ store: await connectRedisStore(redis.url) })
  const app = express()
  app.use(router(bench.sessions))
  app.get('/api/me', requireSession(bench.sessions), (req, res) => {
    res.json({ userId: sessionOf(req).userId })
  })
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const browser = bench.browser()
  await browser.signIn()
  const cookie = [...browser.jar].map(([name, { value }]) => `${name}=${value}`).join('; ')
  const ask = (path: string, headers: Record<string, string>, method = 'GET') =>
    fetch(origin + path, { method, headers: { ...headers, cookie }, redirect: 'manual' })

  expect((await ask('/api/me', FETCH)).status).toBe(200)

  await redis.kill()
  for (const [path, method] of [
    ['/api/me', 'GET'],
    ['/auth/refresh', 'POST'],
    ['/auth/refresh?return_to=/api/me', 'GET'],
  ] as const) {
    const asked = performance.now()
    const response = await ask(path, FETCH, method)
    expect(performance.now() - asked).toBeLessThan(2000)
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('1')
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({ code: 'store_unavailable' })
    expect(response.headers.getSetCookie()).toEqual([])
  }
  const page = await ask('/api/me', NAVIGATION)
  expect([page.status, page.headers.getSetCookie()]).toEqual([503, []])
  expect(bench.emulator.counters['token.refresh_token']).toBe(0)

  await redis.restart()
  const again = async () => {
    const response = await ask('/api/me', FETCH)
    return [response.status, await response.json()] as const
  }
  await expect.poll(again, { timeout: 5000 }).toEqual([200, { userId: 'usr_ada' }])
  bench.advance(ACCESS_TTL + 1)
  expect((await ask('/auth/refresh', FETCH, 'POST')).status).toBe(200)

  server.closeAllConnections()
  server.close()
  await bench.close()
  await redis.close()
})
