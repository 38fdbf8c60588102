import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'

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
}

/** `prepared` private JWKs are used in turn, and made-up keys after them. */
export function createSigningKeys(prepared: readonly JWK[]): SigningKeys {
  const waiting = [...prepared]
  const next = (): Promise<SigningKey> => {
    const jwk = waiting.shift()
    return jwk ? fromJwk(jwk) : generated()
  }
  let keys: Promise<readonly SigningKey[]> | undefined
  const published = (): Promise<readonly SigningKey[]> => (keys ??= next().then((key) => [key]))
  const current = async (): Promise<SigningKey> => (await published()).at(-1)!

  return {
    current,
    published,
    async rotate(drop) {
      const old = await published()
      const key = await next()
      keys = Promise.resolve(drop ? [key] : [...old, key])
      return key
    },
  }
}

async function generated(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(signingAlgorithm)
  return signingKey(privateKey, await exportJWK(publicKey))
}

async function fromJwk(jwk: JWK): Promise<SigningKey> {
  if (jwk.kty !== 'RSA' || !jwk.d || !jwk.n || !jwk.e) {
    throw new TypeError('A signing key of the emulator must be a private RSA key, as a JWK.')
  }
  return signingKey(await rsaKey(jwk), { kty: 'RSA', n: jwk.n, e: jwk.e })
}

async function signingKey(privateKey: CryptoKey, bare: JWK): Promise<SigningKey> {
  const kid = await calculateJwkThumbprint(bare)
  const publicJwk = { ...bare, kid, use: 'sig', alg: signingAlgorithm }
  return { kid, privateKey, publicKey: await rsaKey(publicJwk), publicJwk }
}

/** `importJWK` answers with bytes for a symmetric key only, which an RSA key is not. */
async function rsaKey(jwk: JWK): Promise<CryptoKey> {
  return (await importJWK(jwk, signingAlgorithm)) as CryptoKey
}
