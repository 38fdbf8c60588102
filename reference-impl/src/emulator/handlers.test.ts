import { getResponse } from 'msw'
import { describe, expect, test } from 'vitest'
import { createEmulator } from './emulator.ts'
import { emulatorHandlers } from './handlers.ts'

describe('as handlers of msw', () => {
  const emulator = createEmulator({ issuer: 'https://env.example' })
  const ask = (url: string, init?: RequestInit) =>
    getResponse(emulatorHandlers(emulator), new Request(url, init))

  test('the environment’s own addresses are answered', async () => {
    const keys = await ask('https://env.example/keys')
    expect(await keys?.json()).toMatchObject({ keys: [{ kty: 'RSA', alg: 'RS256' }] })
    const token = await ask('https://env.example/oauth/token', {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: 'skc_emulator',
        client_secret: 'emulator-secret',
      }),
    })
    expect(await token?.json()).toHaveProperty('access_token')
  })

  test.each(['https://env.example/elsewhere', 'https://other.example/keys'])(
    '%s is left to others',
    async (url) => {
      expect(await ask(url)).toBeUndefined()
    },
  )

  test('a lost connection is a network error', async () => {
    emulator.environment.knobs = {
      ...emulator.environment.knobs,
      failNext: [{ count: 1, kind: 'reset', on: 'keys' }],
    }
    expect((await ask('https://env.example/keys'))?.type).toBe('error')
  })
})
