import type { Config } from '../../conformance/src/config/config.ts'
import type { Transport } from '../../conformance/src/drivers/transport.ts'
import type { SeenResponse, SentRequest } from '../../conformance/src/wire/exchange.ts'
import {
  createEmulator,
  demoClient,
  type Emulator,
} from '../../reference-impl/src/emulator/emulator.ts'
import { oauthProvider } from '../../reference-impl/src/provider/oauth.ts'
import { encodeBase64url } from '../../reference-impl/src/sealing/base64url.ts'
import type { PolicyOptions } from '../../reference-impl/src/session/policy.ts'
import { createClock, createSeededBytes, type VirtualClock } from './clock.ts'
import { elsewhere } from './elsewhere.ts'
import { labKey } from './lab-key.ts'
import { judgedById } from './judged.ts'
import { createLabServer } from './lab-server.ts'
import { overhear, type ProviderCalls } from './provider-calls.ts'
import { createRecipeServer } from './recipe-server.ts'
import { recipeTarget, referenceTarget } from './target.ts'

/** Two sites, so that SameSite is put to the test each time somebody signs in. */
export const appOrigin = 'https://app.test'
const issuer = 'https://demo.scalekit.test'

/** Milliseconds that an answer takes to arrive. */
const latency = 10

/** An application, its provider, and a clock: all that there is in a lab. */
export interface World {
  readonly clock: VirtualClock
  readonly emulator: Emulator
  readonly calls: ProviderCalls
  /** The application as the conformance suite is told of it. */
  readonly target: Config
  /** An access cookie's value as the application seals it, around any token: what a bug of its own might do. */
  sealAccess(sid: string, token: string): Promise<string>
  /** The application answers the next request to this path, and the answer is lost on its way. */
  loseAnswer(path: string): void
  /** The next request to this path does not leave the browser. */
  stopBefore(path: string): void
  /** Carries a visitor's request to the application or to the provider. */
  readonly transport: Transport
}

/** What an operator may set, and a lab sets otherwise than the defaults. */
export type Knobs = Pick<PolicyOptions, 'idle' | 'absolute'>

export function createWorld(
  server: 'reference' | 'recipe',
  changes: readonly string[],
  knobs: Knobs = {},
): World {
  const clock = createClock()
  const random = createSeededBytes(1)
  const emulator = createEmulator({
    issuer,
    now: clock.now,
    random: (bytes) => encodeBase64url(random(bytes)),
    signingKeys: [labKey],
  })
  const calls = overhear((request) => emulator.fetch(request))
  const provider = oauthProvider({ issuer, ...demoClient, fetch: calls.fetch, now: clock.now })
  const parts = { origin: appOrigin, provider, now: clock.now, random }
  const { app, target, sealAccess } = server === 'recipe' ? recipeApp() : referenceApp()

  function recipeApp() {
    return {
      app: createRecipeServer({ ...parts, mends: changes }),
      target: recipeTarget(appOrigin),
      sealAccess: () => Promise.reject(new Error('The recipe seals nothing.')),
    }
  }

  function referenceApp() {
    const defects = changes.map((id) => judgedById(id).mutant.defect)
    const { fetch, policy, sealAccess } = createLabServer({ ...parts, defects, knobs })
    return { app: fetch, target: referenceTarget(policy), sealAccess }
  }

  let requests = 0
  let lost: string | undefined
  let stopped: string | undefined
  const answererAt = (origin: string) => {
    if (origin === appOrigin) return app
    return origin === issuer ? emulator.fetch : elsewhere
  }
  const carry: Transport = async (sent) => {
    const { origin, pathname } = new URL(sent.url)
    if (pathname === stopped) {
      stopped = undefined
      return { kind: 'reset', message: 'stopped before it left' }
    }
    try {
      const response = await toSeen(await answererAt(origin)(toRequest(sent)))
      if (pathname !== lost) return response
      lost = undefined
      return { kind: 'reset', message: 'the answer was lost' }
    } catch (error) {
      return { kind: 'reset', message: error instanceof Error ? error.message : 'no answer' }
    }
  }

  return {
    target,
    sealAccess,
    loseAnswer(path) {
      lost = path
    },
    stopBefore(path) {
      stopped = path
    },
    clock,
    emulator,
    calls,
    async transport(sent) {
      const rank = (requests += 1)
      const outcome = await clock.during(() => carry(sent))
      await clock.sleep(latency, rank)
      return outcome
    },
  }
}

function toRequest({ method, url, headers, body }: SentRequest): Request {
  const lines = headers.map(([name, value]): [string, string] => [name, value])
  return new Request(url, { method, headers: lines, ...(body !== undefined && { body }) })
}

async function toSeen(response: Response): Promise<SeenResponse> {
  return {
    status: response.status,
    headers: [...response.headers].map(([name, value]) => [titled(name), value]),
    body: await response.text(),
  }
}

/** Header names as servers write them; `Headers` gives them in lower case. */
function titled(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()).replace('Www-', 'WWW-')
}
