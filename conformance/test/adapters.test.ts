import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { conformanceDocument } from '../../reference-impl/src/demo/conformance.ts'
import { demoClient } from '../../reference-impl/src/emulator/emulator.ts'
import { serveEmulator } from '../../reference-impl/src/emulator/serve.ts'
import { demoUsers } from '../../reference-impl/src/emulator/users.ts'
import { scalekitProvider } from '../../reference-impl/src/provider/scalekit.ts'
import { nodeSealer } from '../../reference-impl/src/sealing/node.ts'
import { definePolicy } from '../../reference-impl/src/session/policy.ts'
import { createSessions } from '../../reference-impl/src/session/sessions.ts'
import { memoryStore } from '../../reference-impl/src/store/memory.ts'
import {
  fastifyApp,
  honoApp,
  type CreateApp,
} from '../../reference-impl/test-support/small-apps.ts'
import { checks, run, type Report } from '../src/index.ts'

/** Seconds. */
const ACCESS_TTL = 4

/** A whole run of the http driver against a small app on an adapter. */
async function runAgainst(createApp: CreateApp): Promise<Report> {
  const emulator = await serveEmulator({ knobs: { lifetimes: { access: ACCESS_TTL } } })
  const server = createServer().listen(0, 'localhost')
  await once(server, 'listening')
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  const policy = definePolicy({
    origin,
    afterSignIn: '/dashboard',
    replayWindow: '5s',
    clockTolerance: 0,
  })
  const store = memoryStore()
  const sessions = createSessions({
    policy,
    store,
    provider: scalekitProvider({ environmentUrl: emulator.url, ...demoClient }),
    sealer: nodeSealer([{ id: 'k1', bytes: randomBytes(32) }]),
  })
  const app = await createApp(sessions)
  server.on('request', app.listener)
  const accounts = demoUsers.map(({ email, password }) => ({ username: email, password }))
  try {
    const config = conformanceDocument({
      policy,
      accessTtl: ACCESS_TTL,
      accounts: accounts.slice(0, 2),
    })
    return (await run(config as Parameters<typeof run>[0], { driver: 'http' })).report
  } finally {
    await app.close()
    server.closeAllConnections()
    server.close()
    await emulator.close()
    await store.close()
  }
}

describe('apps on the adapters pass every check', () => {
  test.concurrent.for([
    ['Fastify', fastifyApp],
    ['Hono', honoApp],
  ] as const)('%s', async ([, createApp]) => {
    const { findings, verdict } = await runAgainst(createApp)
    const byHttp = checks.filter(({ drivers }) => drivers.includes('http')).map(({ id }) => id)
    const statuses = Object.fromEntries(findings.map(({ id, status }) => [id, status]))
    expect(statuses).toEqual(Object.fromEntries(byHttp.map((id) => [id, 'pass'])))
    expect(verdict).toBe('pass')
  })
})
