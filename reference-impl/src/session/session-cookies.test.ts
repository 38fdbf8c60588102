import { afterEach, describe, expect, test } from 'vitest'
import { FETCH, NAVIGATION, createBench, sealingKey } from '../../test-support/bench.ts'
import type { Bench, BenchOptions } from '../../test-support/bench.ts'
import { memoryStore } from '../store/memory.ts'

const benches: Bench[] = []
afterEach(async () => {
  for (const bench of benches.splice(0).reverse()) await bench.close()
})

async function start(options: BenchOptions = {}): Promise<Bench> {
  const bench = await createBench(options)
  benches.push(bench)
  return bench
}

/** A provider whose access tokens carry that many bytes of permissions. */
function wordy(bytes: number): BenchOptions {
  const payload = Buffer.from(JSON.stringify({ sub: 'x', permissions: ['p'.repeat(bytes)] }))
  const middle = payload.toString('base64url')
  const real = new Map<string, string>()
  return {
    provider: (provider) => ({
      ...provider,
      async exchangeCode(exchange) {
        const tokens = await provider.exchangeCode(exchange)
        const accessToken = `h.${middle}.s`
        real.set(accessToken, tokens.accessToken)
        return { ...tokens, accessToken }
      },
      verifyAccessToken: (token) => provider.verifyAccessToken(real.get(token) ?? token),
    }),
  }
}

describe('a large token', () => {
  test('is carried in two cookies, and in one again when it shrinks', async () => {
    const bench = await start(wordy(2_500))
    const browser = bench.browser()
    await browser.signIn()
    expect([...browser.jar.keys()]).toContain('__Host-accessToken.1')
    expect((await browser.send('GET', '/api/me')).status).toBe(200)
    await browser.send('POST', '/auth/refresh')
    expect([...browser.jar.keys()]).toEqual(['__Host-accessToken', '__Secure-refreshToken'])
    expect((await browser.send('GET', '/api/me')).status).toBe(200)
  })

  test('is cleared with both of its cookies', async () => {
    const bench = await start(wordy(2_500))
    const browser = bench.browser()
    await browser.signIn()
    await browser.send('POST', '/auth/sign-out')
    expect(browser.jar.size).toBe(0)
  })

  test('that fits nowhere is refused, with the sizes of its claims and none of their values', async () => {
    const bench = await start(wordy(9_000))
    const browser = bench.browser()
    const response = await browser.signIn()
    expect(response.status).toBe(500)
    expect(response.headers.getSetCookie()).toEqual([])
    const [event] = bench.audit.filter((each) => each.event === 'refused')
    expect(event).toMatchObject({ code: 'cookie_too_large' })
    expect(event).toMatchObject({ detail: expect.stringMatching(/permissions 9\d{3}, sub 3\./) })
    expect(JSON.stringify(event)).not.toContain('ppp')
  })
})

describe('a new sealing key', () => {
  test('takes over as sessions refresh, so that the old one can go', async () => {
    const store = memoryStore()
    const [old, fresh] = [sealingKey('k1'), sealingKey('k2')]
    const first = await start({ store, keys: [old] })
    const browser = first.browser()
    await browser.signIn()

    const second = await start({ store, keys: [fresh, old], beside: first })
    const moved = browser.at(second)
    expect((await moved.send('GET', '/api/me')).status).toBe(200)
    await moved.send('POST', '/auth/refresh')
    for (const { value } of moved.jar.values()) expect(value).toMatch(/^k2\./)

    const third = moved.at(await start({ store, keys: [fresh], beside: first }))
    expect((await third.send('GET', '/api/me', FETCH)).status).toBe(200)
    const signedOut = await third.send('POST', '/auth/sign-out', NAVIGATION)
    expect(signedOut.headers.get('location')).toContain('id_token_hint=')
  })
})
