import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startDemo, type RunningDemo } from '../../reference-impl/src/demo/main.ts'
import { demoClient } from '../../reference-impl/src/emulator/emulator.ts'
import { serveEmulator } from '../../reference-impl/src/emulator/serve.ts'
import { check } from '../src/checks/revoke/access-refused.ts'
import type { Config } from '../src/config/config.ts'
import { createHttpTransport } from '../src/drivers/http/transport.ts'
import type { Prober } from '../src/drivers/port.ts'
import { createProber } from '../src/drivers/prober.ts'
import { systemClock } from '../src/drivers/system-clock.ts'
import { createWebDriver } from '../src/drivers/web-driver.ts'
import { gather } from '../src/gatherers/gather.ts'
import { evaluate } from '../src/run/evaluate.ts'

const store = join(mkdtempSync(join(tmpdir(), 'restart-')), 'sessions.sqlite')
let emulator: Awaited<ReturnType<typeof serveEmulator>>
let demo: RunningDemo

beforeAll(async () => {
  // The provider stays up: only the application restarts.
  emulator = await serveEmulator()
  vi.stubEnv('SCALEKIT_ENVIRONMENT_URL', emulator.url)
  vi.stubEnv('SCALEKIT_CLIENT_ID', demoClient.clientId)
  vi.stubEnv('SCALEKIT_CLIENT_SECRET', demoClient.clientSecret)
  demo = await startDemo({ port: 0, store, quiet: true })
})

afterAll(async () => {
  await demo.close()
  await emulator.close()
  vi.unstubAllEnvs()
})

test('a revocation holds although the server restarts before the next request', async () => {
  const { url } = demo
  const transport = createHttpTransport({ timeout: 5000 })
  const options = { origin: url, headers: [], timeout: 5000, clock: systemClock, began: Date.now() }
  const driver = createWebDriver(transport.send, options)
  const bare = createProber(transport.send, options, 'p')

  const bystander = await driver.visitor()
  await bystander.navigate('/auth/sign-in')
  await bystander.submit({
    fields: { '#email': 'ada@example.com', '#password': 'demo-password' },
  })

  let restarted = false
  const prober: Prober = {
    get trail() {
      return bare.trail
    },
    async send(request, cookies) {
      const revoked = driver.trail.some((exchange) => exchange.request.method === 'DELETE')
      if (revoked && !restarted) {
        restarted = true
        await demo.close()
        demo = await startDemo({ port: Number(new URL(url).port), store, quiet: true })
      }
      return bare.send(request, cookies)
    },
  }

  const { evidence } = await gather({
    config: config(url),
    driver,
    prober,
    clock: systemClock,
    keys: ['revocation'],
  })
  const context = { profile: 'bff', driver: 'http', loopback: true } as const
  expect(evaluate(check, evidence, context)).toMatchObject({ status: 'pass' })
  expect(restarted).toBe(true)
  // Or the restart alone would have ended every session, and the refusal would prove nothing.
  const { last } = await bystander.fetch({ path: '/api/me' })
  expect(last.response?.status).toBe(200)
  await transport.close()
})

function config(url: string): Config {
  return {
    url,
    accounts: [{ username: 'ada@example.com', password: 'demo-password' }],
    signIn: { form: { path: '/auth/sign-in', username: '#email', password: '#password' } },
    protected: { api: '/api/me' },
    identity: { json: '/user/id' },
    session: { access: '__Host-accessToken', refresh: '__Secure-refreshToken' },
    refresh: { path: '/auth/refresh' },
    sessions: { list: { path: '/auth/sessions' } },
    revoke: { request: { method: 'DELETE', path: '/auth/sessions/{sessionId}' } },
  }
}
