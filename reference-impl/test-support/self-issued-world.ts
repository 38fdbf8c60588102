import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose'
import type { Failure, ProviderWorld } from '../src/provider/contract.ts'
import { selfIssuedMemory } from '../src/provider/self-issued-memory.ts'
import { passwordsOfCost } from '../src/provider/self-issued-password.ts'
import {
  selfIssuedProvider,
  type SelfIssuedOptions,
  type SelfIssuedProvider,
} from '../src/provider/self-issued.ts'
import type { SelfIssuedEvent } from '../src/provider/self-issued-authorize.ts'
import type { SigningJwk } from '../src/provider/self-issued-keys.ts'
import type { SelfIssuedState } from '../src/provider/self-issued-state.ts'
import { parseKeys } from '../src/sealing/key-ring.ts'
import { nodeSealer } from '../src/sealing/node.ts'
import { sha256 } from '../src/session/hash.ts'

export const origin = 'http://localhost:3000'
export const adasPassword = 'correct horse battery staple'
/** Some milliseconds instead of half a second. */
export const cheapPasswords = passwordsOfCost({ logN: 4, r: 8, p: 1 })
export const sealingKeys = `k1:${'A'.repeat(43)}`

export async function ada() {
  const passwordHash = await cheapPasswords.hash(adasPassword)
  return { id: 'usr_ada', email: 'ada@example.com', name: 'Ada Lovelace', passwordHash }
}

export async function madeUpKey(kid: string, alg = 'ES256'): Promise<SigningJwk> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true })
  return { ...(await exportJWK(privateKey)), kid }
}

/** A form as a browser on the sign-in page sends it. */
export function submitted(
  url: string,
  fields: { readonly email: string; readonly password: string },
  headers: Readonly<Record<string, string>> = { origin },
): Request {
  return new Request(url, { method: 'POST', headers, body: new URLSearchParams(fields) })
}

/** The world of the provider contract, with state and keys that fail when told to. */
export async function selfIssuedWorld({
  alg = 'ES256',
  state = selfIssuedMemory,
  ...options
}: {
  readonly alg?: string
  readonly state?: (users: Parameters<typeof selfIssuedMemory>[0]) => SelfIssuedState
} & Partial<Omit<SelfIssuedOptions, 'state'>> = {}) {
  let ahead = 0
  let rotations = 0
  let keys = [await madeUpKey('key-1', alg)]
  const failures = new Map<'keys' | 'state', Failure>()
  const events: SelfIssuedEvent[] = []
  const clock = (): number => Date.now() + ahead * 1000
  const kept = state([await ada()])
  /** Fails as a database does: before it did anything, after it, or by saying nothing. */
  const failing = async <T>(on: 'keys' | 'state', name: string, work: () => T): Promise<T> => {
    const how = failures.get(on)
    if (how === undefined || (how === 'lost-response' && name !== 'replaceGrant')) return work()
    failures.delete(on)
    if (how === 'timeout') return new Promise(() => {})
    if (how === 'lost-response') await work()
    throw new Error(how)
  }
  const fragile = new Proxy(kept, {
    get:
      (target, name: keyof SelfIssuedState) =>
      async (...args: never[]) => {
        const call = target[name] as (...args: never[]) => unknown
        return failing('state', name, async () => {
          const answer = await call(...args)
          if (name === 'replaceGrant' && answer === true) rotations += 1
          return answer
        })
      },
  })
  const make = (change: Partial<SelfIssuedOptions> = {}) =>
    selfIssuedProvider({
      origin,
      keys: () => failing('keys', 'keys', () => keys),
      sealer: nodeSealer(parseKeys(sealingKeys)),
      state: fragile,
      passwords: cheapPasswords,
      audit: (event) => events.push(event),
      timeout: 200,
      clock,
      ...options,
      ...change,
    })
  const provider = make()

  const world = {
    provider,
    fresh: () => make(),
    misconfigured: make({ keys: () => Promise.reject(new Error('no such vault')) }),
    secrets: [adasPassword, keys[0]!.d!, sealingKeys],
    issuer: origin,
    audience: origin,
    async visit(url: string) {
      const login = { email: 'ada@example.com', password: adasPassword }
      const response = await provider.handle(submitted(url, login))
      return new URL(response?.headers.get('location') ?? '')
    },
    failNext(what, how) {
      failures.set(what === 'keys' ? 'keys' : 'state', how)
    },
    async rotateKeys({ drop }) {
      const next = await madeUpKey(`key-${keys.length + 1}`, alg)
      keys = drop ? [{ ...next, kid: `${next.kid}-alone` }] : [next, ...keys]
    },
    advance(seconds) {
      ahead += seconds
    },
    skew(seconds) {
      ahead += seconds
    },
    async sign(claims, header = {}) {
      const { kid } = keys[0]!
      return new SignJWT({ ...claims })
        .setProtectedHeader({ alg, kid, typ: 'at+jwt', ...header })
        .sign(await importJWK(keys[0]!, alg))
    },
    deliver: async (event) => ({
      id: 'evt_1',
      timestamp: String(Math.floor(clock() / 1000)),
      signature: 'v1,AAAA',
      body: JSON.stringify(event),
    }),
    rotations: () => rotations,
    close: async () => {},
  } satisfies ProviderWorld
  return { ...world, events, state: kept, make }
}

const codeVerifier = 'v'.repeat(43)

/** Signs Ada in, from the authorization request to the tokens. */
export async function signedIn(provider: SelfIssuedProvider) {
  const request = { redirectUri: `${origin}/auth/callback`, nonce: 'the-nonce' }
  const codeChallenge = await sha256(codeVerifier)
  const url = provider.authorizationUrl({ ...request, state: 'the-state', codeChallenge })
  const login = { email: 'ada@example.com', password: adasPassword }
  const response = await provider.handle(submitted(url, login))
  const code = new URL(response?.headers.get('location') ?? '').searchParams.get('code') ?? ''
  return provider.exchangeCode({ ...request, code, codeVerifier })
}
