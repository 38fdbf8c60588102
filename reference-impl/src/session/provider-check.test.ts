import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createBench } from '../../test-support/bench.ts'
import type { Bench, Browser } from '../../test-support/bench.ts'
import { turnKnobs } from '../emulator/knobs.ts'
import type { Duration } from './policy.ts'

let bench: Bench
let ada: Browser
afterEach(() => bench.close())

const start = async (providerCheck?: Duration) => {
  bench = await createBench(providerCheck === undefined ? {} : { policy: { providerCheck } })
  ada = bench.browser()
  await ada.signIn()
}
const status = async () => (await ada.send('GET', '/api/me')).status
const asked = () => bench.emulator.counters['grpc.GetSession']
const endAtProvider = () => {
  const session = [...bench.emulator.environment.sessions.values()].at(-1)!
  session.ended = { at: bench.now(), how: 'revoked' }
}

describe('the provider check', () => {
  test('is off by default: the provider is not asked, and its word comes with the refresh', async () => {
    await start()
    bench.advance(50)
    endAtProvider()
    expect([await status(), asked()]).toEqual([200, 0])
  })

  describe('every 30 seconds', () => {
    beforeEach(() => start('30s'))

    test('believes tokens that were just issued', async () => {
      expect([await status(), asked()]).toEqual([200, 0])
      bench.advance(29)
      expect([await status(), asked()]).toEqual([200, 0])
    })

    test('asks once for all requests that come then, and not again for a while', async () => {
      bench.advance(31)
      const statuses = await Promise.all(Array.from({ length: 8 }, status))
      expect(statuses).toEqual(Array.from({ length: 8 }, () => 200))
      expect(asked()).toBe(2) // The SDK's first call carries no token, and is sent again with one.
      bench.advance(20)
      await status()
      expect(asked()).toBe(2)
    })

    test('ends a session that is over at the provider, here and for good', async () => {
      bench.advance(31)
      endAtProvider()
      const response = await ada.send('GET', '/api/me')
      expect([response.status, await response.json()]).toEqual([
        401,
        expect.objectContaining({ code: 'session_revoked' }),
      ])
      expect(bench.audit).toContainEqual(
        expect.objectContaining({ event: 'ended', because: 'provider' }),
      )
      expect(await status()).toBe(401)
      expect((await ada.send('POST', '/auth/refresh')).status).toBe(401)
    })

    test('while the provider is away sessions go on, and nobody waits for it each time', async () => {
      bench.advance(31)
      const { environment } = bench.emulator
      environment.knobs = turnKnobs(environment.knobs, {
        failNext: [{ count: 50, kind: 'timeout', on: 'grpc' }],
      })
      expect(await status()).toBe(200)
      const began = performance.now()
      expect(await status()).toBe(200)
      expect(performance.now() - began).toBeLessThan(500)
      expect(bench.audit.filter(({ event }) => event === 'provider-not-asked')).toHaveLength(1)
    })
  })
})
