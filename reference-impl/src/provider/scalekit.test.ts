import { describe, expect, test } from 'vitest'
import { emulatedWorld } from '../../test-support/emulated-world.ts'
import { signingKey } from '../../test-support/signing-key.ts'
import { serveEmulator } from '../emulator/serve.ts'
import { providerContract } from './contract.ts'
import { scalekitProvider } from './scalekit.ts'

providerContract('scalekit, by its SDK over real sockets', async () => {
  const served = await serveEmulator({ signingKeys: [await signingKey()] })
  const { url, emulator } = served
  return emulatedWorld({
    emulator,
    send: (address) => fetch(address, { redirect: 'manual' }),
    make: ({ clientSecret, clock, webhookSecret }) =>
      scalekitProvider({
        environmentUrl: `${url}/`,
        clientId: emulator.environment.client.clientId,
        clientSecret,
        timeout: 1500,
        clock,
        keysCooldown: 0,
        ...(webhookSecret !== undefined && { webhookSecret }),
      }),
    revokesAt: 'grpc',
    close: () => served.close(),
  })
})

describe('scalekitProvider', () => {
  const good = { environmentUrl: 'https://a.example', clientId: 'skc_1', clientSecret: 's' }

  test.each([
    ['an empty address', { environmentUrl: '' }, 'SCALEKIT_ENVIRONMENT_URL'],
    ['an address without scheme', { environmentUrl: 'a.example' }, 'SCALEKIT_ENVIRONMENT_URL'],
    ['no client id', { clientId: '' }, 'SCALEKIT_CLIENT_ID'],
    ['no client secret', { clientSecret: '' }, 'SCALEKIT_CLIENT_SECRET'],
    ['a webhook secret that is none', { webhookSecret: 'abc' }, 'SCALEKIT_WEBHOOK_SECRET'],
  ])('%s is refused by the name of the variable', (_, change, name) => {
    expect(() => scalekitProvider({ ...good, ...change })).toThrow(
      expect.objectContaining({ code: 'policy_invalid', message: expect.stringContaining(name) }),
    )
  })

  test('a trailing slash makes no double slash', () => {
    const provider = scalekitProvider({ ...good, environmentUrl: 'https://a.example/' })
    const url = provider.endSessionUrl({ postLogoutRedirectUri: 'https://app.example/' })
    expect(new URL(url ?? '').pathname).toBe('/oidc/logout')
  })
})
