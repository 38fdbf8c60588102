import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ACCESS_TTL, FETCH, NAVIGATION, createBench } from '../../test-support/bench.ts'
import type { Bench, Browser } from '../../test-support/bench.ts'
import { memoryStore } from '../store/memory.ts'
import type { SessionStore } from '../store/port.ts'
import type { Strategy } from './strategy.ts'

let bench: Bench
afterEach(() => bench.close())

const rotations = () => bench.emulator.counters.rotations
const names = (browser: Browser) => [...browser.jar.keys()]
const fail = (kind: '503' | 'timeout') => {
  const { environment } = bench.emulator
  environment.knobs = { ...environment.knobs, failNext: [{ count: 1, kind, on: 'token' }] }
}
const endAtProvider = () => {
  for (const session of bench.emulator.environment.sessions.values())
    session.ended = { at: 0, how: 'revoked' }
}

/** As the browser, the client wrapper and the page of each strategy would. */
interface Client {
  ask(method?: string, path?: string, body?: string | null): Promise<Response>
  navigate(path: string): Promise<Response>
  /** What a thief, or a second tab, would have. */
  clone(): Client
  readonly browser: Browser
}

function clientOf(strategy: Strategy, browser: Browser, token?: string): Client {
  let bearer = token
  const headers = () => (bearer ? { ...FETCH, authorization: `Bearer ${bearer}` } : FETCH)
  const refresh = async (): Promise<Response> => {
    const response = await browser.send('POST', '/auth/refresh?if=expired')
    if (strategy === 'bearer' && response.ok)
      bearer = ((await response.clone().json()) as { access_token: string }).access_token
    return response
  }
  return {
    browser,
    clone: () => clientOf(strategy, browser.clone(), bearer),
    navigate: (path) => browser.follow('GET', path, NAVIGATION),
    async ask(method = 'GET', path = '/api/me', body = null) {
      if (strategy === 'bearer' && bearer === undefined) {
        const renewed = await refresh()
        if (!renewed.ok) return renewed
      }
      const response = await browser.follow(method, path, headers(), body)
      if (strategy === 'redirect' || strategy === 'vault' || response.status !== 401)
        return response
      const { code } = (await response.clone().json()) as { code: string }
      if (code !== 'access_token_expired') return response
      const renewed = await refresh()
      return renewed.ok ? browser.follow(method, path, headers(), body) : renewed
    },
  }
}

async function start(strategy: Strategy, policy = {}): Promise<Client> {
  bench = await createBench({ policy: { strategy, ...policy } })
  const browser = bench.browser()
  await browser.signIn()
  return clientOf(strategy, browser)
}

describe.each<[Strategy, string[]]>([
  ['redirect', ['__Host-accessToken', '__Secure-refreshToken']],
  ['respond', ['__Host-accessToken', '__Secure-refreshToken']],
  ['vault', ['__Host-accessToken']],
  ['bearer', ['__Secure-refreshToken']],
])('%s', (strategy, cookies) => {
  let client: Client
  let before: number
  beforeEach(async () => {
    client = await start(strategy)
    await client.ask()
    bench.advance(ACCESS_TTL + 1)
    before = rotations()
  })

  test('keeps these cookies in the browser, and no others', () => {
    expect(names(client.browser)).toEqual(cookies)
  })

  test('a POST at expiry arrives whole', async () => {
    const response = await client.ask('POST', '/api/me', '{"text":"kept"}')
    expect(await response.json()).toEqual({
      userId: 'usr_ada',
      method: 'POST',
      body: '{"text":"kept"}',
    })
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(rotations()).toBe(before + 1)
  })

  test('twenty at once at expiry: all work, for one call to the provider', async () => {
    const clients = Array.from({ length: 20 }, () => client.clone())
    const responses = await Promise.all(clients.map((each) => each.ask()))
    for (const response of responses)
      expect(await response.json()).toMatchObject({ userId: 'usr_ada' })
    expect(rotations()).toBe(before + 1)
    for (const each of clients) expect((await each.ask()).status).toBe(200)
  })

  test('two users at once never cross', async () => {
    const browser = bench.browser()
    await browser.signIn('grace@example.com')
    const grace = clientOf(strategy, browser)
    await grace.ask()
    bench.advance(ACCESS_TTL + 1)
    const users = await Promise.all([client, grace].map(async (each) => (await each.ask()).json()))
    expect(users.map(({ userId }) => userId)).toEqual(['usr_ada', 'usr_grace'])
  })

  test('a response that got lost signs nobody out', async () => {
    const lost = client.clone()
    await client.ask()
    expect((await lost.ask()).status).toBe(200)
    expect(rotations()).toBe(before + 1)
    expect((await client.ask()).status).toBe(200)
  })

  test.each(['503', 'timeout'] as const)('a provider with %s signs nobody out', async (kind) => {
    fail(kind)
    const response = await client.ask()
    expect([response.status, response.headers.getSetCookie()]).toEqual([503, []])
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await client.ask()).status).toBe(200)
  })

  test('a provider that says invalid_grant ends the session', async () => {
    endAtProvider()
    const response = await client.ask()
    expect([response.status, (await response.json()).code]).toEqual([401, 'refresh_refused'])
    expect((await client.ask()).status).toBe(401)
  })

  test('signing out refuses every copy on its next request, and none comes back', async () => {
    const other = client.clone()
    await client.ask()
    expect((await client.ask('POST', '/auth/sign-out')).status).toBe(200)
    expect(client.browser.jar.size).toBe(0)
    expect((await client.ask()).status).toBe(401)
    expect((await other.ask()).status).toBe(401)
  })

  test('the user sees the session, and ends it', async () => {
    const { sessions } = await (await client.ask('GET', '/auth/sessions')).json()
    expect(sessions).toHaveLength(1)
    const ended = await client.ask('DELETE', `/auth/sessions/${sessions[0].id}`)
    expect(ended.status).toBe(204)
    expect(client.browser.jar.size).toBe(0)
    expect((await client.ask()).status).toBe(401)
  })

  test('someone idle is signed out by the server', async () => {
    bench.advance(31 * 60)
    expect((await client.ask()).status).toBe(401)
  })

  test('a stranger gets a 401 at once', async () => {
    const response = await bench.browser().send('GET', '/api/me')
    expect([response.status, response.headers.getSetCookie()]).toEqual([401, []])
    expect((await response.json()).code).toBe('authentication_required')
    expect(response.headers.get('www-authenticate')).toBe(
      strategy === 'bearer'
        ? 'Bearer realm="session"'
        : 'Cookie realm="session", form-action="/auth/sign-in", cookie-name=__Host-accessToken',
    )
  })

  test('no token is in the audit log', async () => {
    await client.ask()
    expect(JSON.stringify(bench.audit)).not.toMatch(/eyJ|rt_/)
    expect(bench.audit.filter(({ event }) => event === 'refreshed')).toHaveLength(rotations())
  })
})

describe('respond', () => {
  let client: Client
  beforeEach(async () => {
    client = await start('respond')
    bench.advance(ACCESS_TTL + 1)
  })

  test('says to a fetch what is the matter, and sends it nowhere', async () => {
    const response = await client.browser.send('POST', '/api/me', FETCH, 'x')
    expect([response.status, response.headers.get('content-type')]).toEqual([
      401,
      'application/problem+json',
    ])
    expect(await response.json()).toMatchObject({ code: 'access_token_expired' })
  })

  test('takes navigations over the refresh endpoint, for they have no client', async () => {
    expect((await client.navigate('/home')).status).toBe(200)
    expect(rotations()).toBe(1)
  })

  test('the tab that comes second finds it done', async () => {
    const refresh = () => client.browser.send('POST', '/auth/refresh?if=expired')
    expect((await refresh()).status).toBe(200)
    const second = await refresh()
    expect([second.status, second.headers.getSetCookie()]).toEqual([204, []])
    expect(rotations()).toBe(1)
  })

  test('a browser that drops the new access cookie is told so, and rotates once', async () => {
    const old = client.browser.jar.get('__Host-accessToken')!
    const refresh = () => client.browser.send('POST', '/auth/refresh?if=expired')
    await refresh()
    client.browser.jar.set('__Host-accessToken', old)
    expect((await refresh()).status).toBe(401)
    expect(rotations()).toBe(1)
  })
})

describe('vault', () => {
  let client: Client
  beforeEach(async () => {
    client = await start('vault')
  })

  test('has no refresh endpoint', async () => {
    const request = new Request('https://app.example/auth/refresh', { method: 'POST' })
    expect(await bench.routes(request)).toBeUndefined()
  })

  test('renews a navigation where it is, and a route of its own as well', async () => {
    bench.advance(ACCESS_TTL + 1)
    const page = await client.browser.send('GET', '/home', NAVIGATION)
    expect([page.status, page.headers.getSetCookie().length]).toEqual([200, 1])
    bench.advance(ACCESS_TTL + 1)
    const list = await client.browser.send('GET', '/auth/sessions')
    expect([list.status, list.headers.getSetCookie().length]).toEqual([200, 1])
    expect(rotations()).toBe(2)
  })

  test('renews a WebSocket handshake, which nothing else can', async () => {
    bench.advance(ACCESS_TTL + 1)
    const headers = { ...FETCH, upgrade: 'websocket' }
    expect((await client.browser.send('GET', '/api/me', headers)).status).toBe(200)
  })

  test('an old cookie is a lost response, however old, and no theft', async () => {
    const old = client.clone()
    for (let round = 0; round < 5; round += 1) {
      bench.advance(ACCESS_TTL + 1)
      await client.ask()
    }
    expect((await old.ask()).status).toBe(200)
    expect(rotations()).toBe(5)
  })

  test('parallel requests rotate once even where no window replays', async () => {
    await bench.close()
    client = await start('vault', { replayWindow: 0 })
    bench.advance(ACCESS_TTL + 1)
    const responses = await Promise.all(Array.from({ length: 10 }, () => client.clone().ask()))
    expect(responses.map(({ status }) => status)).toEqual(Array(10).fill(200))
    expect(rotations()).toBe(1)
  })

  test.each<[string, (store: SessionStore) => SessionStore]>([
    ['rotate once between them', (store) => store],
    [
      'follow the winner where the lock failed',
      (store) => ({ ...store, lock: (_sid, work) => work() }),
    ],
  ])('two processes %s', async (_, change) => {
    await bench.close()
    const store = change(memoryStore())
    bench = await createBench({ policy: { strategy: 'vault' }, store })
    const second = await createBench({ policy: { strategy: 'vault' }, store, beside: bench })
    const browser = bench.browser()
    await browser.signIn()
    bench.advance(ACCESS_TTL + 1)
    const browsers = [browser.clone(), browser.at(second), browser.clone(), browser.at(second)]
    const responses = await Promise.all(browsers.map((each) => each.send('GET', '/api/me')))
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(rotations()).toBe(1)
    for (const each of browsers) expect((await each.send('GET', '/api/me')).status).toBe(200)
    const [record] = await store.list('usr_ada', bench.now())
    expect(record?.generation).toBe(2)
  })

  test('an arrival from elsewhere without the Strict cookie is bounced', async () => {
    const headers = { ...NAVIGATION, 'sec-fetch-site': 'cross-site' }
    const response = await bench.browser().send('GET', '/home', headers)
    expect(await response.text()).toContain('url=/home"')
  })

  test('a forged request neither renews nor rotates', async () => {
    bench.advance(ACCESS_TTL + 1)
    const headers = { ...FETCH, 'sec-fetch-site': 'cross-site' }
    expect((await client.browser.send('POST', '/api/me', headers)).status).toBe(403)
    expect(rotations()).toBe(0)
  })

  test('the store has the refresh token sealed, and nowhere in the clear', async () => {
    const records = await bench.store.list('usr_ada', bench.now())
    expect(records).toHaveLength(1)
    expect(records[0]!.sealedSuccessor).toMatch(/^k1\./)
    expect(JSON.stringify(records)).not.toMatch(/eyJ|rt_/)
  })

  test('a sign-out while the provider answers stays one', async () => {
    bench.advance(ACCESS_TTL + 1)
    const { environment } = bench.emulator
    environment.knobs = { ...environment.knobs, latencyMs: 150 }
    const tab = client.clone()
    const [renewed] = await Promise.all([client.ask(), tab.browser.send('POST', '/auth/sign-out')])
    expect([renewed.status, renewed.headers.getSetCookie()]).toEqual([401, []])
    expect((await client.ask()).status).toBe(401)
  })
})

describe('bearer', () => {
  let browser: Browser
  beforeEach(async () => {
    ;({ browser } = await start('bearer'))
  })
  const refresh = (headers: Record<string, string> = FETCH) =>
    browser.send('POST', '/auth/refresh', headers)
  const tokenOf = async (response: Response) =>
    ((await response.json()) as { access_token: string }).access_token

  test('the refresh endpoint hands out the token as RFC 6749 §5.1 has it', async () => {
    const response = await refresh()
    expect(await response.json()).toEqual({
      access_token: expect.stringMatching(/^eyJ/),
      token_type: 'Bearer',
      expires_in: expect.toSatisfy((s: number) => s > ACCESS_TTL - 5 && s <= ACCESS_TTL),
    })
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Secure-refreshToken=.*; Path=\/auth\/refresh;.*HttpOnly/),
    ])
  })

  test.each([
    ['GET', FETCH, 405],
    ['POST', { ...FETCH, 'sec-fetch-site': 'cross-site' }, 403],
    ['POST', { ...FETCH, 'sec-fetch-site': 'same-site' }, 403],
    ['POST', { origin: 'https://evil.example', authorization: 'Bearer x' }, 403],
    ['POST', {}, 403],
    ['POST', { origin: 'https://app.example' }, 200],
  ])('%s there with %o: %i', async (method, headers, status) => {
    const response = await browser.send(method, '/auth/refresh', headers)
    expect(response.status).toBe(status)
    if (status !== 200) expect(rotations()).toBe(0)
  })

  test('a request with the token needs no header that a browser would add', async () => {
    const authorization = `bearer ${await tokenOf(await refresh())}`
    const response = await browser.send('POST', '/api/me', { authorization }, 'x')
    expect(response.status).toBe(200)
  })

  test.each([
    ['garbage', 'Bearer x'],
    ['an unsigned token', 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1c3JfYWRhIn0.'],
    ['no token', 'Bearer'],
    ['two', 'Bearer a b'],
    ['another scheme', 'Basic YTpi'],
  ])('%s is a 401 that names the scheme', async (_, authorization) => {
    const response = await browser.send('GET', '/api/me', { ...FETCH, authorization })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer realm="session"/)
  })

  test('an expired token, or one of a session that ended, is invalid_token (RFC 6750 §3.1)', async () => {
    const authorization = `Bearer ${await tokenOf(await refresh())}`
    const ask = () => browser.send('GET', '/api/me', { ...FETCH, authorization })
    expect((await ask()).status).toBe(200)
    const signOut = () => browser.send('POST', '/auth/sign-out', { ...FETCH, authorization })
    expect((await signOut()).status).toBe(200)
    const revoked = await ask()
    expect([revoked.status, (await revoked.json()).code]).toEqual([401, 'session_revoked'])
    bench.advance(ACCESS_TTL + 1)
    const expired = await ask()
    expect(expired.status).toBe(401)
    expect(expired.headers.get('www-authenticate')).toContain('error="invalid_token"')
  })

  test('an ID token is no access token', async () => {
    const authorization = `Bearer ${(await idToken()) ?? ''}`
    const response = await browser.send('GET', '/api/me', { ...FETCH, authorization })
    expect([response.status, (await response.json()).code]).toEqual([401, 'access_token_invalid'])
  })

  test('cookies are no credential there', async () => {
    const cookie = `__Host-accessToken=${await tokenOf(await refresh())}`
    expect((await browser.send('GET', '/api/me', { ...FETCH, cookie })).status).toBe(401)
  })

  test('a sign-out that cannot tell whose session it is says so, and clears nothing', async () => {
    const response = await browser.send('POST', '/auth/sign-out')
    expect([response.status, response.headers.getSetCookie()]).toEqual([401, []])
    expect((await refresh()).status).toBe(200)
  })

  test('a refresh token that comes back after the window ends the family', async () => {
    const thief = browser.clone()
    await refresh()
    bench.advance(31)
    const response = await thief.send('POST', '/auth/refresh')
    expect([response.status, (await response.json()).code]).toEqual([401, 'refresh_replayed'])
    expect((await refresh()).status).toBe(401)
  })

  async function idToken(): Promise<string | undefined> {
    const token = await tokenOf(await refresh())
    const headers = { ...NAVIGATION, authorization: `Bearer ${token}` }
    const signedOut = await browser.clone().send('POST', '/auth/sign-out', headers)
    const location = new URL(signedOut.headers.get('location')!)
    return location.searchParams.get('id_token_hint') ?? undefined
  }
})
