import { emulatedWorld } from '../../test-support/emulated-world.ts'
import { signingKey } from '../../test-support/signing-key.ts'
import { createEmulator } from '../emulator/emulator.ts'
import { providerContract } from './contract.ts'
import { oauthProvider } from './oauth.ts'

providerContract('oauth, by the emulator’s own fetch', async () => {
  const emulator = createEmulator({
    issuer: 'https://env.example',
    signingKeys: [await signingKey()],
  })
  const send = (input: string | URL | Request, init?: RequestInit): Promise<Response> =>
    emulator.fetch(new Request(input, init))
  return emulatedWorld({
    emulator,
    send,
    make: ({ clientSecret, clock, webhookSecret }) =>
      oauthProvider({
        issuer: emulator.environment.issuer,
        clientId: emulator.environment.client.clientId,
        clientSecret,
        fetch: send,
        now: clock,
        timeout: 400,
        keysCooldown: 0,
        ...(webhookSecret !== undefined && { webhookSecret }),
      }),
    revokesAt: 'sessions',
    close: async () => {},
  })
})
