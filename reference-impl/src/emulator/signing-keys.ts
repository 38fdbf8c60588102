import { exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'

/** RS256, as Scalekit signs; its signatures are deterministic, so that runs can be repeated byte for byte. */
export const signingAlgorithm = 'RS256'

export interface SigningKey {
  readonly kid: string
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
  readonly publicJwk: JWK
}

/** The environment's signing keys: newest last; older ones stay published until they are dropped. */
export interface SigningKeys {
  current(): Promise<SigningKey>
  published(): Promise<readonly SigningKey[]>
  /** Signs with a new key from now on; `drop` also takes the old ones out of the key set. */
  rotate(drop: boolean): Promise<SigningKey>
  /** The published keys as private JWKs, to be `kept` by the next emulator. */
  exported(): Promise<readonly JWK[]>
}

export interface PreparedKeys {
  /** Private JWKs to be published from the start, newest last. */
  readonly kept?: readonly JWK[]
  /** Private JWKs to be used in turn as keys are wanted, and made-up ones after them. */
  readonly coming?: readonly JWK[]
}

export function createSigningKeys(
  { kept = [], coming = [] }: PreparedKeys,
  random: (bytes: number) => string,
): SigningKeys {
  const waiting = [...coming]
  const next = (): Promise<SigningKey> => {
    const kid = `snk_${random(9)}`
    const jwk = waiting.shift()
    return jwk ? preparedKey(kid, jwk) : madeUpKey(kid)
  }
  let keys: Promise<readonly SigningKey[]> | undefined
  const published = (): Promise<readonly SigningKey[]> =>
    (keys ??= Promise.all(kept.length > 0 ? kept.map((jwk) => preparedKey('', jwk)) : [next()]))

  return {
    published,
    current: async () => (await published()).at(-1)!,
    async rotate(drop) {
      const old = await published()
      const key = await next()
      keys = Promise.resolve(drop ? [key] : [...old, key])
      return key
    },
    exported: async () =>
      Promise.all(
        (await published()).map(async ({ kid, privateKey }) => ({
          ...(await exportJWK(privateKey)),
          kid,
        })),
      ),
  }
}

async function madeUpKey(kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(signingAlgorithm, {
    extractable: true,
  })
  return { kid, privateKey, publicKey, publicJwk: publicJwk(kid, await exportJWK(publicKey)) }
}

async function preparedKey(kid: string, jwk: JWK): Promise<SigningKey> {
  if (jwk.kty !== 'RSA' || !jwk.d || !jwk.n || !jwk.e) {
    throw new TypeError('A signing key of the emulator must be a private RSA key, as a JWK.')
  }
  const own = publicJwk(jwk.kid ?? kid, { kty: 'RSA', n: jwk.n, e: jwk.e })
  const [privateKey, publicKey] = await Promise.all([rsaKey(jwk), rsaKey(own)])
  return { kid: own.kid, privateKey, publicKey, publicJwk: own }
}

function publicJwk(kid: string, bare: JWK): JWK & { kid: string } {
  return { ...bare, kid, use: 'sig', alg: signingAlgorithm }
}

/** `importJWK` answers with bytes for a symmetric key only, which an RSA key is not. */
async function rsaKey(jwk: JWK): Promise<CryptoKey> {
  return (await importJWK(jwk, signingAlgorithm, { extractable: true })) as CryptoKey
}
