import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NAVIGATION, approve, createBench } from '../../test-support/bench.ts'
import type { Bench } from '../../test-support/bench.ts'

let bench: Bench
beforeAll(async () => {
  bench = await createBench({ policy: { maxSessions: 3 } })
})
afterAll(() => bench.close())

describe('sign-in', () => {
  test('state, nonce and PKCE are there, and differ each time', async () => {
    const browser = bench.browser()
    const start = async () => {
      const response = await browser.send('GET', '/auth/sign-in', NAVIGATION)
      return new URL(response.headers.get('location')!).searchParams
    }
    const [first, second] = [await start(), await start()]
    expect(first.get('code_challenge_method')).toBe('S256')
    expect(first.get('redirect_uri')).toBe('https://app.example/auth/callback')
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(first.get(name)).toMatch(/^[\w-]{43}$/)
      expect(first.get(name)).not.toBe(second.get(name))
    }
  })

  test('it ends in a page of ours, with both cookies set and the flow cleared', async () => {
    const browser = bench.browser()
    const response = await browser.signIn()
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.text()).toContain('content="0;url=/home"')
    expect([...browser.jar].map(([name, { path }]) => [name, path])).toEqual([
      ['__Host-accessToken', '/'],
      ['__Secure-refreshToken', '/auth/refresh'],
    ])
    expect(await (await browser.send('GET', '/api/me')).json()).toMatchObject({ userId: 'usr_ada' })
  })

  test.each([
    ['a path of ours', '/home?a=1', '/home?a=1'],
    ['another origin', '//evil.example', '/'],
    ['another scheme', 'javascript:alert(1)', '/'],
  ])('return_to: %s', async (_, returnTo, landing) => {
    const path = `/auth/sign-in?return_to=${encodeURIComponent(returnTo)}`
    const response = await bench.browser().signIn('grace@example.com', path)
    expect(await response.text()).toContain(`url=${landing}"`)
  })

  test.each<[string, (callback: URL) => void]>([
    ['no state', (callback) => callback.searchParams.delete('state')],
    ['a state that nobody made', (callback) => callback.searchParams.set('state', 'x'.repeat(43))],
    ['no code', (callback) => callback.searchParams.delete('code')],
    ['a code that nobody gave', (callback) => callback.searchParams.set('code', 'made-up')],
  ])('a callback with %s sets nothing', async (_, change) => {
    const browser = bench.browser()
    const start = await browser.send('GET', '/auth/sign-in', NAVIGATION)
    const callback = new URL(await approve(start.headers.get('location')!, 'ada@example.com'))
    change(callback)
    const response = await browser.callback(callback.href)
    expect(response.status).toBe(400)
    expect([...browser.jar.keys()].filter((name) => !name.startsWith('__Host-signIn'))).toEqual([])
  })

  test('a callback in another browser is refused: the attacker cannot sign the victim in', async () => {
    const attacker = bench.browser()
    const start = await attacker.send('GET', '/auth/sign-in', NAVIGATION)
    const callback = await approve(start.headers.get('location')!, 'grace@example.com')
    const victim = bench.browser()
    await victim.send('GET', '/auth/sign-in', NAVIGATION)
    expect((await victim.callback(callback)).status).toBe(400)
  })

  test('a flow is forgotten after ten minutes, and a callback works once', async () => {
    const browser = bench.browser()
    const start = await browser.send('GET', '/auth/sign-in', NAVIGATION)
    const callback = await approve(start.headers.get('location')!, 'ada@example.com')
    const late = browser.clone()
    expect((await browser.callback(callback)).status).toBe(200)
    expect((await browser.callback(callback)).status).toBe(400)
    bench.advance(601)
    expect((await late.callback(callback)).status).toBe(400)
  })

  test('fifty sign-ins that are never finished leave four cookies', async () => {
    const browser = bench.browser()
    for (let count = 0; count < 50; count += 1)
      await browser.send('GET', '/auth/sign-in', NAVIGATION)
    expect(browser.jar.size).toBe(4)
  })

  test('a second sign-in by the same client ends its first session, here and at the provider', async () => {
    const browser = bench.browser()
    await browser.signIn()
    const before = browser.clone()
    await browser.signIn()
    expect((await before.send('GET', '/api/me')).status).toBe(401)
    expect((await browser.send('GET', '/api/me')).status).toBe(200)
    expect(bench.audit).toContainEqual(
      expect.objectContaining({ event: 'ended', because: 'reauthenticated' }),
    )
  })

  test('over the limit, the oldest session ends', async () => {
    const browsers = []
    for (let count = 0; count < 4; count += 1) {
      const browser = bench.browser()
      await browser.signIn('katherine@example.com')
      bench.advance(1)
      browsers.push(browser)
    }
    const statuses = await Promise.all(
      browsers.map(async (browser) => (await browser.send('GET', '/api/me')).status),
    )
    expect(statuses).toEqual([401, 200, 200, 200])
  })

  test('no token of any kind reaches the audit log or a refused page', async () => {
    const log = JSON.stringify(bench.audit)
    expect(log).not.toMatch(/eyJ|k1\./)
  })
})
