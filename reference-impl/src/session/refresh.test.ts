import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AccessClaims, Provider } from '../provider/port.ts'
import { sqliteStore } from '../store/sqlite.ts'
import { SessionError } from './errors.ts'
import { ACCESS_TTL, FETCH, NAVIGATION, createBench } from '../../test-support/bench.ts'
import type { Bench, Browser } from '../../test-support/bench.ts'

let bench: Bench
let browser: Browser
/** Runs before the provider answers a refresh. */
let beforeAnswer: () => Promise<void> | void
/** Stands in for the claims of the next access token that is verified. */
let claims: () => Partial<AccessClaims>

beforeEach(async () => {
  beforeAnswer = () => {}
  claims = () => ({})
  const provider = (real: Provider): Provider => ({
    ...real,
    async refresh(token) {
      const tokens = await real.refresh(token)
      await beforeAnswer()
      return tokens
    },
    async verifyAccessToken(token) {
      return { ...(await real.verifyAccessToken(token)), ...claims() }
    },
  })
  bench = await createBench({ provider })
  browser = bench.browser()
  await browser.signIn()
})
afterEach(() => bench.close())

const refresh = (client: Browser, headers: Record<string, string> = FETCH) =>
  client.send('POST', '/auth/refresh', headers)
const rotations = () => bench.emulator.counters.rotations
const access = (client: Browser) => client.jar.get('__Host-accessToken')?.value
const events = () => bench.audit.map((each) => each.event)

describe('an expired access token', () => {
  beforeEach(() => bench.advance(ACCESS_TTL + 1))

  test.each([
    ['a fetch', 'GET', '/api/me?a=1', FETCH, null],
    ['a POST with a body', 'POST', '/api/me', FETCH, '{"text":"kept"}'],
    ['a navigation', 'GET', '/home', NAVIGATION, null],
    ['a form', 'POST', '/home', NAVIGATION, 'text=kept'],
  ])(
    '%s goes over the refresh endpoint, and arrives whole',
    async (_, method, path, headers, body) => {
      const first = await browser.send(method, path, headers, body)
      expect(first.status).toBe(307)
      expect(first.headers.get('location')).toBe(
        `/auth/refresh?return_to=${encodeURIComponent(path)}`,
      )
      const response = await browser.follow(method, path, headers, body)
      expect(await response.json()).toEqual({ userId: 'usr_ada', method, body: body ?? '' })
      expect(rotations()).toBe(1)
    },
  )

  test('a WebSocket handshake cannot be redirected, and gets a 401', async () => {
    const headers = { ...FETCH, upgrade: 'websocket' }
    const response = await browser.send('GET', '/api/me', headers)
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ code: 'access_token_expired' })
  })

  test('an arrival from elsewhere is bounced first: the refresh cookie is Strict', async () => {
    const headers = { ...NAVIGATION, 'sec-fetch-site': 'cross-site' }
    const response = await browser.send('GET', '/home', headers)
    expect(await response.text()).toContain('url=/home"')
    expect(rotations()).toBe(0)
  })

  test('an anonymous request takes no detour', async () => {
    expect((await bench.browser().send('GET', '/api/me')).status).toBe(401)
  })

  test('twenty at once: all work, for one call to the provider', async () => {
    const clients = Array.from({ length: 20 }, () => browser.clone())
    const responses = await Promise.all(clients.map((client) => client.follow('GET', '/api/me')))
    for (const response of responses)
      expect(await response.json()).toMatchObject({ userId: 'usr_ada' })
    expect(rotations()).toBe(1)
    for (const client of clients) expect((await refresh(client)).status).toBe(200)
  })

  test('two users at once never cross', async () => {
    const grace = bench.browser()
    await grace.signIn('grace@example.com')
    bench.advance(ACCESS_TTL + 1)
    const users = await Promise.all(
      [browser, grace].map(async (client) => (await client.follow('GET', '/api/me')).json()),
    )
    expect(users.map(({ userId }) => userId)).toEqual(['usr_ada', 'usr_grace'])
  })

  test('one that comes late, with the new cookies already, is sent back unrotated', async () => {
    await browser.follow('GET', '/api/me')
    const late = await browser.send('GET', '/auth/refresh?return_to=%2Fapi%2Fme')
    expect([late.status, late.headers.get('location')]).toEqual([307, '/api/me'])
    expect(late.headers.getSetCookie()).toEqual([])
    expect(rotations()).toBe(1)
  })

  test('a browser that drops the new access cookie is stopped after one lap', async () => {
    const old = browser.jar.get('__Host-accessToken')!
    await browser.follow('GET', '/api/me')
    browser.jar.set('__Host-accessToken', old)
    expect((await browser.follow('GET', '/api/me')).status).toBe(401)
    expect(rotations()).toBe(1)
  })
})

describe('rotation', () => {
  test('each refresh brings new values, and no later end of the session', async () => {
    const before = new Map(browser.jar)
    bench.advance(100)
    const response = await refresh(browser)
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    for (const [name, { value }] of browser.jar) expect(value).not.toBe(before.get(name)!.value)
    for (const line of response.headers.getSetCookie()) expect(line).toContain('Max-Age=28700')
  })

  test('inside the window, the old token gets the same successor', async () => {
    const lost = browser.clone()
    await refresh(browser)
    bench.advance(29)
    expect((await refresh(lost)).status).toBe(200)
    expect(rotations()).toBe(1)
    expect(events()).toContain('successor-replayed')
    expect((await refresh(browser)).status).toBe(200)
    expect((await refresh(lost)).status).toBe(200)
  })

  test('two rotations back, but handed out a moment ago: still the current successor', async () => {
    const slow = browser.clone()
    await refresh(browser)
    await refresh(browser)
    expect((await refresh(slow)).status).toBe(200)
    expect(rotations()).toBe(2)
  })

  test('after the window a replay ends the family, and says so', async () => {
    const thief = browser.clone()
    await refresh(browser)
    bench.advance(31)
    const response = await refresh(thief)
    expect([response.status, (await response.json()).code]).toEqual([401, 'refresh_replayed'])
    expect(events()).toContain('refresh-token-reused')
    expect((await refresh(browser)).status).toBe(401)
    expect((await browser.send('GET', '/api/me')).status).toBe(401)
    expect(browser.jar.size).toBe(0)
  })

  test('sign-out while the provider answers: the response in flight sets no cookie', async () => {
    const tab = browser.clone()
    beforeAnswer = async () => {
      await tab.send('POST', '/auth/sign-out')
    }
    const response = await refresh(browser)
    expect(response.status).toBe(401)
    expect(browser.jar.size).toBe(0)
    expect((await tab.send('GET', '/api/me')).status).toBe(401)
  })

  test('cookies of a session that a new sign-in replaced are not cleared: they are the new ones', async () => {
    const inFlight = browser.clone()
    await browser.signIn()
    const response = await refresh(inFlight)
    expect(response.status).toBe(401)
    expect(response.headers.getSetCookie()).toEqual([])
  })
})

describe('when the provider', () => {
  test.each(['503', '429', 'reset', 'timeout'] as const)(
    'answers %s, nobody is signed out',
    async (kind) => {
      bench.emulator.environment.knobs = {
        ...bench.emulator.environment.knobs,
        failNext: [{ count: 1, kind, on: 'token' }],
      }
      const response = await refresh(browser)
      expect(response.status).toBe(503)
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(response.headers.getSetCookie()).toEqual([])
      expect((await refresh(browser)).status).toBe(200)
    },
  )

  test('says invalid_grant, the session is over and its cookies are cleared', async () => {
    for (const session of bench.emulator.environment.sessions.values())
      session.ended = { at: 0, how: 'revoked' }
    const response = await refresh(browser)
    expect([response.status, (await response.json()).code]).toEqual([401, 'refresh_refused'])
    expect(browser.jar.size).toBe(0)
  })

  test('hands out tokens that are no good here, a clock is wrong, and nobody is signed out', async () => {
    claims = () => {
      throw new SessionError('access_token_expired', 'Expired on arrival.')
    }
    const response = await refresh(browser)
    expect([response.status, response.headers.getSetCookie()]).toEqual([503, []])
    claims = () => ({})
    expect((await refresh(browser)).status).toBe(200)
  })

  test.each([{ sid: 'ses_other' }, { sub: 'usr_grace' }])(
    'answers with somebody else’s token (%o), nobody gets it',
    async (other) => {
      claims = () => other
      expect((await refresh(browser)).status).toBe(401)
      claims = () => ({})
      expect((await browser.follow('GET', '/api/me')).status).toBe(401)
    },
  )

  test('says so to a navigation, the person is asked to sign in', async () => {
    for (const session of bench.emulator.environment.sessions.values())
      session.ended = { at: 0, how: 'revoked' }
    bench.advance(ACCESS_TTL + 1)
    const response = await browser.follow('GET', '/home', NAVIGATION)
    expect(response.headers.get('location')).toBe('/auth/sign-in?return_to=%2Fhome')
  })
})

describe('at the refresh endpoint', () => {
  test.each([
    ['a link elsewhere', 'GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
    ['a form elsewhere', 'POST', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
    [
      'an image on a sibling',
      'GET',
      { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' },
    ],
    ['a form of old', 'POST', { origin: 'https://evil.example' }],
  ])('%s neither rotates nor ends anything', async (_, method, headers) => {
    const response = await browser.send(method, '/auth/refresh?return_to=/home', headers)
    expect(response.status).toBe(403)
    expect(response.headers.getSetCookie()).toEqual([])
    expect(rotations()).toBe(0)
    expect((await refresh(browser)).status).toBe(200)
  })

  test.each<[string, (jar: Browser['jar']) => void, number]>([
    ['no cookie', (jar) => jar.clear(), 0],
    ['an access value', (jar) => put(jar, jar.get('__Host-accessToken')!.value), 3],
    ['garbage', (jar) => put(jar, '%00"{'), 3],
  ])('%s is a 401', async (_, change, cleared) => {
    change(browser.jar)
    const response = await refresh(browser)
    expect(response.status).toBe(401)
    expect(response.headers.getSetCookie()).toHaveLength(cleared)
    expect(rotations()).toBe(0)
  })

  test('return_to into the refresh itself is no way back', async () => {
    const response = await browser.send('GET', '/auth/refresh?return_to=/auth/refresh', NAVIGATION)
    expect([response.status, response.headers.get('location')]).toEqual([303, '/'])
  })

  test('an access cookie is no refresh token, nor the other way round', async () => {
    const refreshValue = browser.jar.get('__Secure-refreshToken')!.value
    browser.jar.set('__Host-accessToken', { value: refreshValue, path: '/' })
    expect((await browser.send('GET', '/api/me')).status).toBe(401)
    expect(access(browser)).toBe(refreshValue)
  })
})

describe('two processes on one SQLite file', () => {
  let folder: string
  let second: Bench
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sessions-'))
    const file = join(folder, 'sessions.sqlite')
    const first = await createBench({ store: sqliteStore(file) })
    await bench.close()
    bench = first
    second = await createBench({ beside: first, store: sqliteStore(file) })
    browser = bench.browser()
    await browser.signIn()
  })
  afterEach(async () => {
    await second.close()
    rmSync(folder, { recursive: true })
  })

  test('rotate once between them, and nobody is signed out', async () => {
    bench.advance(ACCESS_TTL + 1)
    const clients = Array.from({ length: 10 }, (_, index) =>
      index % 2 === 0 ? browser.clone() : browser.at(second),
    )
    const responses = await Promise.all(clients.map((client) => client.follow('GET', '/api/me')))
    expect(responses.map(({ status }) => status)).toEqual(Array(10).fill(200))
    expect(rotations()).toBe(1)
  })

  test('refuse what the other revoked, on the very next request', async () => {
    const other = browser.at(second)
    expect((await other.send('GET', '/api/me')).status).toBe(200)
    await browser.send('POST', '/auth/sign-out')
    expect((await other.send('GET', '/api/me')).status).toBe(401)
  })
})

function put(jar: Browser['jar'], value: string): void {
  jar.set('__Secure-refreshToken', { value, path: '/auth/refresh' })
}
