import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { NAVIGATION, ORIGIN, createBench } from '../../test-support/bench.ts'
import type { Bench, Browser } from '../../test-support/bench.ts'
import { webhookInit } from '../../test-support/notices.ts'
import { logoutToken } from '../emulator/tokens.ts'
import type { Provider } from '../provider/port.ts'
import { memoryStore } from '../store/memory.ts'
import { SessionError } from '../session/errors.ts'
import { createRoutes } from './routes.ts'

let bench: Bench
let ada: Browser
let sid: string
/** Stands in for the store's `revoke` where a test wants it to fail. */
let storeIsAway: boolean
let provider: (real: Provider) => Provider
beforeEach(async () => {
  storeIsAway = false
  provider = (real) => real
  const memory = memoryStore()
  bench = await createBench({
    store: {
      ...memory,
      revoke(...args) {
        if (storeIsAway) throw new SessionError('store_unavailable', 'The store is away.')
        return memory.revoke(...args)
      },
    },
    provider: (real) => new Proxy(real, { get: (_, name) => Reflect.get(provider(real), name) }),
  })
  ada = bench.browser()
  await ada.signIn()
  sid = [...bench.emulator.environment.sessions.keys()].at(-1) ?? ''
})
afterEach(() => bench.close())

const another = async (email?: string) => {
  const browser = bench.browser()
  await browser.signIn(email)
  return browser
}
const status = async (browser: Browser) => (await browser.send('GET', '/api/me')).status
const post = async (path: string, init: RequestInit): Promise<Response> => {
  const response = await bench.routes(new Request(ORIGIN + path, init))
  return response ?? expect.unreachable('no route took it')
}
const webhook = (init: RequestInit) => post('/auth/webhook', init)
const endedByProvider = () =>
  bench.audit.filter((each) => each.event === 'ended' && each.because === 'provider')
const endAtProvider = () => {
  const session = bench.emulator.environment.sessions.get(sid)!
  session.ended = { at: bench.now(), how: 'logout' }
}

describe('a webhook', () => {
  test('that names a session ends it, and no other', async () => {
    const phone = await another()
    const data = { session: { id: sid }, user: { id: 'usr_ada' } }
    const response = await webhook(await webhookInit({ data }))
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ ended: 1 })
    expect(await status(ada)).toBe(401)
    expect((await ada.send('POST', '/auth/refresh')).status).toBe(401)
    expect(await status(phone)).toBe(200)
    expect(endedByProvider()).toEqual([
      { event: 'ended', sid, userId: 'usr_ada', because: 'provider' },
    ])
  })

  test('that names a user ends those sessions that are over at the provider', async () => {
    const [phone, grace] = [await another(), await another('grace@example.com')]
    endAtProvider()
    expect(await (await webhook(await webhookInit())).json()).toEqual({ ended: 1 })
    expect([await status(ada), await status(phone), await status(grace)]).toEqual([401, 200, 200])
  })

  test('that names a user, while the provider is away, ends all of the user’s', async () => {
    const [phone, grace] = [await another(), await another('grace@example.com')]
    provider = (real) => ({
      ...real,
      isSessionActive: () => Promise.reject(new SessionError('provider_unavailable', 'Away.')),
    })
    expect(await (await webhook(await webhookInit())).json()).toEqual({ ended: 2 })
    expect([await status(ada), await status(phone), await status(grace)]).toEqual([401, 401, 200])
  })

  test('does not reach sessions that began after what it tells of', async () => {
    endAtProvider()
    const occurredAt = bench.now() - 60_000
    expect(await (await webhook(await webhookInit({ occurredAt }))).json()).toEqual({ ended: 0 })
    expect(await status(ada)).toBe(200)
  })

  test('a second time has no effect, and is no error, for its sender missed our answer', async () => {
    const init = await webhookInit({ data: { session: { id: sid } } })
    await webhook(init)
    const again = await webhook(init)
    expect([again.status, await again.json()]).toEqual([200, { ended: 0, replayed: true }])
    expect(endedByProvider()).toHaveLength(1)
  })

  test('that the store could not take is taken when it comes again', async () => {
    const init = await webhookInit({ data: { session: { id: sid } } })
    storeIsAway = true
    const response = await webhook(init)
    expect(response.status).toBe(503)
    storeIsAway = false
    expect(await (await webhook(init)).json()).toEqual({ ended: 1 })
    expect(await status(ada)).toBe(401)
  })

  test('of a session of somebody else than it says ends nothing', async () => {
    const data = { session: { id: sid }, user: { id: 'usr_grace' } }
    expect(await (await webhook(await webhookInit({ data }))).json()).toEqual({ ended: 0 })
    expect(await status(ada)).toBe(200)
  })

  type Init = Awaited<ReturnType<typeof webhookInit>>
  const without = (name: string) => (init: Init) => ({
    ...init,
    headers: Object.fromEntries(Object.entries(init.headers).filter(([each]) => each !== name)),
  })
  test.each<[string, number, (init: Init) => RequestInit]>([
    ['without webhook-id', 400, without('webhook-id')],
    ['without webhook-timestamp', 400, without('webhook-timestamp')],
    ['without webhook-signature', 400, without('webhook-signature')],
    ['without a body', 401, (init) => ({ ...init, body: '' })],
    ['with another body', 401, (init) => ({ ...init, body: init.body.replace('ada', 'eve') })],
    ['with a space more', 401, (init) => ({ ...init, body: `${init.body} ` })],
    ['with a byte order mark', 401, (init) => ({ ...init, body: `\u{feff}${init.body}` })],
    ['that is too large', 413, (init) => ({ ...init, body: 'x'.repeat(65_537) })],
    [
      'that says it is too large',
      413,
      (init) => ({ ...init, headers: { ...init.headers, 'content-length': '99999999' } }),
    ],
    [
      'with an id as long as a book',
      400,
      (init) => ({ ...init, headers: { ...init.headers, 'webhook-id': 'x'.repeat(5000) } }),
    ],
    [
      'whose timestamp is of yesterday',
      401,
      (init) => ({ ...init, headers: { ...init.headers, 'webhook-timestamp': '1700000000' } }),
    ],
  ])('%s: %i, and nothing ends', async (_, expected, tamper) => {
    endAtProvider()
    const response = await webhook(tamper(await webhookInit()))
    expect(response.status).toBe(expected)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await status(ada)).toBe(200)
  })

  test.each([
    ['another event', { type: 'user.login' }, 204],
    ['a logout of nobody', { data: {} }, 400],
    ['a logout of a user who is not here', { data: { user: { id: 'usr_none' } } }, 200],
    ['a logout of a session that is not here', { data: { session: { id: 'ses_none' } } }, 200],
  ])('about %s ends nothing', async (_, event, expected) => {
    expect((await webhook(await webhookInit(event))).status).toBe(expected)
    expect(await status(ada)).toBe(200)
  })

  test('needs no cookie, no Origin, and takes neither for a reason to refuse', async () => {
    const init = await webhookInit({ data: { session: { id: sid } } })
    const headers = { ...init.headers, origin: 'https://elsewhere.example', cookie: 'a=b' }
    expect((await webhook({ ...init, headers })).status).toBe(200)
  })

  test('is sent by POST', async () => {
    expect((await post('/auth/webhook', { headers: NAVIGATION })).status).toBe(405)
  })
})

describe('a back-channel logout', () => {
  const tokenOf = (jti = 'lgt_1') => {
    const { environment } = bench.emulator
    return logoutToken(environment, environment.sessions.get(sid)!, jti)
  }
  const signed = async (changes: object) => {
    const { environment } = bench.emulator
    const { SignJWT } = await import('jose')
    const { kid, privateKey } = await environment.keys.current()
    const iat = Math.floor(bench.now() / 1000)
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} }
    const claims = { iss: environment.issuer, aud: environment.client.clientId, jti: 'lgt_2' }
    return new SignJWT({ ...claims, iat, exp: iat + 120, events, ...changes })
      .setProtectedHeader({ alg: 'RS256', kid, typ: 'logout+jwt' })
      .sign(privateKey)
  }
  const send = (...tokens: string[]) =>
    post('/auth/back-channel-logout', {
      method: 'POST',
      body: new URLSearchParams(tokens.map((token) => ['logout_token', token])),
    })

  test('ends its session, and no other', async () => {
    const phone = await another()
    const response = await send(await tokenOf())
    expect([response.status, await response.text()]).toEqual([200, ''])
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect([await status(ada), await status(phone)]).toEqual([401, 200])
    expect(endedByProvider()).toHaveLength(1)
  })

  test('with a sub alone ends all of the user’s', async () => {
    const [phone, grace] = [await another(), await another('grace@example.com')]
    expect((await send(await signed({ sub: 'usr_ada' }))).status).toBe(200)
    expect([await status(ada), await status(phone), await status(grace)]).toEqual([401, 401, 200])
  })

  test('of a session that is not here is no error', async () => {
    expect((await send(await signed({ sid: 'ses_none' }))).status).toBe(200)
  })

  test('whose sub is not the user of its sid ends nothing', async () => {
    expect((await send(await signed({ sid, sub: 'usr_grace' }))).status).toBe(200)
    expect(await status(ada)).toBe(200)
  })

  test('a jti is good once', async () => {
    const token = await tokenOf()
    expect((await send(token)).status).toBe(200)
    const again = await send(token)
    expect(again.status).toBe(400)
    expect(await again.json()).toMatchObject({ error: 'invalid_request' })
  })

  test('that the store could not take is a 400 (§2.8), and taken when it comes again', async () => {
    const token = await tokenOf()
    storeIsAway = true
    const response = await send(token)
    expect(response.status).toBe(400)
    expect(response.headers.get('retry-after')).toBe('1')
    expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable' })
    storeIsAway = false
    expect((await send(token)).status).toBe(200)
    expect(await status(ada)).toBe(401)
  })

  test.each<[string, (token: string) => Promise<Response>]>([
    ['no token', () => send()],
    ['an empty one', () => send('')],
    ['two', (token) => send(token, token)],
    ['a tampered one', (token) => send(`${token.slice(0, -4)}AAAA`)],
    ['something else', () => send('see you')],
    [
      'JSON',
      (token) =>
        post('/auth/back-channel-logout', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ logout_token: token }),
        }),
    ],
  ])('%s: 400 with a reason, and nothing ends', async (_, attempt) => {
    const response = await attempt(await tokenOf())
    expect(response.status).toBe(400)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({
      error: 'invalid_request',
      error_description: expect.stringMatching(/\.$/),
    })
    expect(await status(ada)).toBe(200)
  })

  test('a form that is too large: 413', async () => {
    expect((await send('x'.repeat(70_000))).status).toBe(413)
  })
})

test('without a signing secret there is no webhook', async () => {
  provider = (real) => ({
    ...real,
    verifyWebhook: () => Promise.reject(new SessionError('not_found', 'Webhooks are off.')),
  })
  const routes = createRoutes(bench.sessions)
  const response = await routes(new Request(`${ORIGIN}/auth/webhook`, await webhookInit()))
  expect(response?.status).toBe(404)
})
