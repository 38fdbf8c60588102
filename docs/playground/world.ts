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
import { createClock, createSeededBytes, type VirtualClock } from './clock.ts'
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
  /** The application answers the next request to this path, and the answer is lost on its way. */
  loseAnswer(path: string): void
  /** Carries a visitor's request to the application or to the provider. */
  readonly transport: Transport
}

export function createWorld(server: 'reference' | 'recipe', changes: readonly string[]): World {
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
  const { app, target } = server === 'recipe' ? recipeApp() : referenceApp()

  function recipeApp() {
    return {
      app: createRecipeServer({ ...parts, mends: changes }),
      target: recipeTarget(appOrigin),
    }
  }

  function referenceApp() {
    const defects = changes.map((id) => judgedById(id).mutant.defect)
    const { fetch, policy } = createLabServer({ ...parts, defects })
    return { app: fetch, target: referenceTarget(policy) }
  }

  let requests = 0
  let lost: string | undefined
  const carry: Transport = async (sent) => {
    const { origin, pathname } = new URL(sent.url)
    const answer = origin === appOrigin ? app : emulator.fetch
    try {
      const response = await toSeen(await answer(toRequest(sent)))
      if (pathname !== lost) return response
      lost = undefined
      return { kind: 'reset', message: 'the answer was lost' }
    } catch (error) {
      return { kind: 'reset', message: error instanceof Error ? error.message : 'no answer' }
    }
  }

  return {
    target,
    loseAnswer(path) {
      lost = path
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
