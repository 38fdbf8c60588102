import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FETCH, NAVIGATION, approve } from '../../test-support/bench.ts'
import { startRedis } from '../../test-support/redis-server.ts'
import type { RedisServer } from '../../test-support/redis-server.ts'
import { demoClient } from '../emulator/emulator.ts'
import { serveEmulator } from '../emulator/serve.ts'
import type { ServedEmulator } from '../emulator/serve.ts'

let redis: RedisServer
let provider: ServedEmulator
let processes: ChildProcess[]
/** Origins of two processes of one application: same Redis, same keys, same provider. */
let urls: string[]

beforeAll(async () => {
  redis = await startRedis()
  provider = await serveEmulator()
  processes = [startProcess(), startProcess()]
  urls = await Promise.all(processes.map(urlOf))
})
afterAll(async () => {
  for (const each of processes) {
    const gone = once(each, 'exit')
    each.kill()
    await gone
  }
  await provider.close()
  await redis.close()
})

function startProcess(): ChildProcess {
  return spawn(process.execPath, [new URL('main.ts', import.meta.url).pathname], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      PORT: '0',
      SESSION_STORE: redis.url,
      SESSION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64url')}`,
      SCALEKIT_ENVIRONMENT_URL: provider.url,
      SCALEKIT_CLIENT_ID: demoClient.clientId,
      SCALEKIT_CLIENT_SECRET: demoClient.clientSecret,
    },
  })
}

async function urlOf({ stderr }: ChildProcess): Promise<string> {
  let log = ''
  for await (const chunk of stderr?.iterator({ destroyOnReturn: false }) ?? []) {
    log += String(chunk)
    const url = /Demo at (\S+)/.exec(log)?.[1]
    if (url === undefined) continue
    // What nobody reads would fill the pipe, and hold the process up.
    stderr?.resume()
    return url
  }
  throw new Error(`The demo ended at once:\n${log}`)
}

function ask(url: string, headers: Record<string, string>, method = 'GET'): Promise<Response> {
  return fetch(url, { method, headers, redirect: 'manual' })
}

const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0]!)
    .filter((pair) => !pair.endsWith('='))
    .join('; ')

/** Signs in at one of the two; the Cookie header. */
async function signIn(origin: string): Promise<string> {
  const first = await ask(`${origin}/auth/sign-in`, NAVIGATION)
  const callback = await approve(first.headers.get('location')!, 'ada@example.com')
  return cookiesOf(await ask(callback, { ...NAVIGATION, cookie: cookiesOf(first) }))
}

/** As a browser does: over the refresh and back, with what cookies it got on the way. */
async function me(origin: string, cookie: string): Promise<readonly [number, unknown]> {
  let response = await ask(`${origin}/api/me`, { ...FETCH, cookie })
  for (let hop = 0; response.status === 307 && hop < 4; hop += 1) {
    const next = new URL(response.headers.get('location')!, origin).href
    response = await ask(next, { ...FETCH, cookie: cookiesOf(response) || cookie })
  }
  const { user, code } = (await response.json()) as { user?: { id: string }; code?: string }
  return [response.status, user?.id ?? code]
}

test('what one revokes, the other refuses on the next request', async () => {
  const [one = '', other = ''] = urls
  const cookie = await signIn(one)
  expect(await me(other, cookie)).toEqual([200, 'usr_ada'])
  expect((await ask(`${one}/auth/sign-out`, { ...FETCH, cookie }, 'POST')).status).toBe(200)
  expect(await me(other, cookie)).toEqual([401, 'session_revoked'])
})

test('twenty at expiry, over both: twenty times the right user, one call to the provider', async () => {
  const { environment, counters } = provider.emulator
  const lifetimes = environment.knobs.lifetimes
  environment.knobs = { ...environment.knobs, lifetimes: { ...lifetimes, access: 2 } }
  const cookie = await signIn(urls[0]!)
  environment.knobs = { ...environment.knobs, lifetimes }
  await sleep(2100)
  const before = { ...counters }
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => me(urls[index % 2]!, cookie)),
  )
  expect(new Set(answers.map(String))).toEqual(new Set(['200,usr_ada']))
  expect(counters['token.refresh_token'] - before['token.refresh_token']).toBe(1)
})
