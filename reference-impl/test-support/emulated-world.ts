import { SignJWT } from 'jose'
import type { Emulator } from '../src/emulator/emulator.ts'
import { turnKnobs, type FailurePlace, type KnobChanges } from '../src/emulator/knobs.ts'
import { signed } from '../src/emulator/webhook-signature.ts'
import type { ProviderWorld } from '../src/provider/contract.ts'
import type { Provider } from '../src/provider/port.ts'
import { webhookSecret } from './notices.ts'

export interface EmulatedWorldOptions {
  readonly emulator: Emulator
  /** Sends a request to the emulator as a browser would, without following where it leads. */
  readonly send: (url: string) => Promise<Response>
  readonly make: (settings: {
    clientSecret: string
    clock: () => number
    webhookSecret?: string
  }) => Provider
  /** Where the provider under test ends sessions. */
  readonly revokesAt: FailurePlace
  readonly close: () => Promise<void>
}

/** The world of the provider contract, with the emulator for a service. */
export function emulatedWorld(options: EmulatedWorldOptions): ProviderWorld {
  const { emulator, make, revokesAt } = options
  const { environment } = emulator
  const { clientId, clientSecret } = environment.client
  let ahead = 0
  const clock = (): number => Date.now() + ahead * 1000
  const turn = (changes: KnobChanges): void => {
    environment.knobs = turnKnobs(environment.knobs, changes)
  }
  turn({ autoApprove: true })

  return {
    provider: make({ clientSecret, clock, webhookSecret }),
    fresh: () => make({ clientSecret, clock, webhookSecret }),
    misconfigured: make({ clientSecret: 'not-the-secret', clock }),
    secrets: [clientSecret, 'not-the-secret', webhookSecret],
    issuer: environment.issuer,
    audience: clientId,
    async visit(url) {
      const response = await options.send(url)
      return new URL(response.headers.get('location') ?? '')
    },
    failNext(what, kind) {
      const on = what === 'revoke' ? revokesAt : what
      turn({ failNext: [{ count: 1, kind, on }] })
    },
    async rotateKeys({ drop }) {
      await environment.keys.rotate(drop)
    },
    advance(seconds) {
      ahead += seconds
      turn({ clockOffset: environment.knobs.clockOffset + seconds })
    },
    skew: (seconds) => turn({ clockOffset: environment.knobs.clockOffset + seconds }),
    async sign(claims, header = {}) {
      const { kid, privateKey } = await environment.keys.current()
      return new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT', ...header })
        .sign(privateKey)
    },
    async deliver(event, { ago = 0, secret = webhookSecret } = {}) {
      const body = typeof event === 'string' ? event : JSON.stringify(event)
      const timestamp = String(Math.floor(environment.now() / 1000) - ago)
      const delivery = { id: 'evt_1', timestamp, body }
      return { ...delivery, signature: await signed(secret, delivery) }
    },
    rotations: () => emulator.counters.rotations,
    close: options.close,
  }
}
