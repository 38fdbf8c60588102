import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SessionError } from './errors.ts'
import { memoryStore } from '../store/memory.ts'
import type { SessionStore } from '../store/port.ts'
import { FETCH, NAVIGATION, ORIGIN, createBench } from '../../test-support/bench.ts'
import type { Bench, Browser } from '../../test-support/bench.ts'
import { viewOf } from './view.ts'

let bench: Bench
let browser: Browser
let reads = 0
let away = false
beforeAll(async () => {
  const memory = memoryStore()
  const store: SessionStore = {
    ...memory,
    read(sid) {
      reads += 1
      if (away) throw new SessionError('store_unavailable', 'The store is away.', { retryAfter: 2 })
      return memory.read(sid)
    },
  }
  bench = await createBench({ store })
  browser = bench.browser()
  await browser.signIn()
})
afterAll(() => bench.close())

const elsewhere = { ...NAVIGATION, 'sec-fetch-site': 'cross-site' }
const value = () => browser.jar.get('__Host-accessToken')!.value
const ask = (cookie: string, headers: Record<string, string> = FETCH) =>
  bench.sessions.authenticate(
    viewOf(new Request(`${ORIGIN}/home`, { headers: { ...headers, cookie } })),
  )

describe('a signed-in request', () => {
  test('is answered at once, with one read of the store', async () => {
    await ask(`__Host-accessToken=${value()}`)
    reads = 0
    const state = ask(`__Host-accessToken=${value()}`)
    expect(state).toMatchObject({
      kind: 'signed-in',
      session: { userId: 'usr_ada', claims: { sub: 'usr_ada' } },
    })
    expect(reads).toBe(1)
  })

  test('brings the person behind it', async () => {
    const state = await ask(`__Host-accessToken=${value()}`)
    if (state.kind !== 'signed-in') throw new Error('not signed in')
    expect(await bench.sessions.profile(state.session)).toEqual({
      sub: 'usr_ada',
      email: 'ada@example.com',
      name: 'Ada Lovelace',
    })
  })
})

describe('cookies that are no good are signed out, and nothing worse', () => {
  test.each<[string, () => string]>([
    ['nothing', () => ''],
    ['empty', () => '__Host-accessToken='],
    ['garbage', () => '__Host-accessToken=%00"{};__proto__=1'],
    ['8 kB', () => `__Host-accessToken=${'x'.repeat(8_192)}`],
    ['not ASCII', () => '__Host-accessToken=k1.äöü'],
    ['cut off', () => `__Host-accessToken=${value().slice(0, -1)}`],
    ['longer', () => `__Host-accessToken=${value()}A`],
    ['another key', () => `__Host-accessToken=${value().replace('k1.', 'k2.')}`],
    ['half of two chunks', () => `__Host-accessToken=2~${value()}`],
    ['doubled', () => `__Host-accessToken=${value()}; __Host-accessToken=x`],
    ['a made-up token', () => '__Host-accessToken=eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1c3JfYWRhIn0.'],
  ])('%s', async (_, cookie) => {
    expect(await ask(cookie())).toMatchObject({ kind: 'signed-out' })
  })

  test('each single character of the value counts', async () => {
    const sealed = value()
    for (let at = 0; at < sealed.length; at += 7) {
      const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
      expect(await ask(`__Host-accessToken=${changed}`)).toMatchObject({ kind: 'signed-out' })
    }
  })

  test('the same value twice is one value', async () => {
    const cookie = `__Host-accessToken=${value()}; __Host-accessToken=${value()}`
    expect(await ask(cookie)).toMatchObject({ kind: 'signed-in' })
  })
})

describe('someone who arrives from another site', () => {
  test('without the Strict cookie, is sent on from here', async () => {
    expect(await ask('', elsewhere)).toEqual({ kind: 'bounce', location: '/home' })
  })

  test('with a good cookie, is let in', async () => {
    expect(await ask(`__Host-accessToken=${value()}`, elsewhere)).toMatchObject({
      kind: 'signed-in',
    })
  })

  test.each([
    ['a fetch', { ...FETCH, 'sec-fetch-site': 'cross-site' }],
    ['the second time', NAVIGATION],
    ['an old browser', { accept: 'text/html' }],
  ])('%s is not bounced', async (_, headers) => {
    expect(await ask('', headers)).toMatchObject({ kind: 'signed-out' })
  })
})

describe('a store that is away', () => {
  test('signs nobody out, and lets nobody in', async () => {
    away = true
    const response = await browser.send('GET', '/home')
    away = false
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2'])
    expect((await browser.send('GET', '/home')).status).toBe(200)
  })
})

describe('time', () => {
  test('someone who is active stays, up to the absolute end', async () => {
    const active = bench.browser()
    await active.signIn('grace@example.com')
    for (let minutes = 0; minutes < 8 * 60 - 20; minutes += 20) {
      bench.advance(20 * 60)
      if (minutes + 20 < 8 * 60 - 20)
        expect((await active.follow('GET', '/home')).status, `${minutes}`).toBe(200)
    }
    bench.advance(25 * 60)
    expect((await active.follow('GET', '/home')).status).toBe(401)
  })

  test('someone who is idle does not', async () => {
    const idle = bench.browser()
    await idle.signIn('grace@example.com')
    bench.advance(31 * 60)
    const response = await idle.follow('GET', '/home')
    expect([response.status, (await response.json()).code]).toEqual([401, 'session_expired'])
  })
})

describe('the policy', () => {
  test('can keep fetches off the detour', async () => {
    const strict = await createBench({ policy: { strategy: 'respond' } })
    const client = strict.browser()
    await client.signIn()
    strict.advance(61)
    expect((await client.send('GET', '/home')).status).toBe(401)
    expect((await client.follow('GET', '/home', NAVIGATION)).status).toBe(200)
    await strict.close()
  })
})
