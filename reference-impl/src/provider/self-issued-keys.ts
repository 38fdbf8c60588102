import { errors, importJWK, type JWK, type JWTVerifyGetKey } from 'jose'
import { SessionError } from '../session/errors.ts'
import type { MaybePromise } from '../store/port.ts'

/**
 * A private key that signs tokens: ES256 (`kty` EC, P-256) or EdDSA (`kty` OKP, Ed25519), with an id. A key that only
 * verifies any more may be the public half.
 */
export type SigningJwk = JWK & { readonly kid: string }

/**
 * The first signs, all verify. To rotate: add the new key at the end, so that every process knows it; move it to the
 * front; and take the old one out when the last token that it signed has ended, the lifetime of an access token later.
 */
export type SigningKeySource = readonly SigningJwk[] | (() => MaybePromise<readonly SigningJwk[]>)

export interface Signer {
  readonly kid: string
  readonly alg: string
  readonly key: CryptoKey
}

/** Signs by the first key of the source, and finds the key of a token's header; asks the source each time. */
export function signingKeys(source: SigningKeySource): {
  readonly signer: () => Promise<Signer>
  readonly find: JWTVerifyGetKey
} {
  const load = async () => checkedKeys(typeof source === 'function' ? await source() : source)
  if (typeof source !== 'function') checkedKeys(source)
  const imported = new Map<string, Promise<CryptoKey>>()
  const importOnce = (jwk: JWK, alg: string): Promise<CryptoKey> => {
    const id = `${jwk.kid} ${jwk.x} ${jwk.d === undefined ? 'verify' : 'sign'}`
    const key = imported.get(id) ?? (importJWK(jwk, alg) as Promise<CryptoKey>)
    imported.set(id, key)
    return key
  }

  return {
    async signer() {
      const jwk = (await load())[0]!
      const alg = algorithmOf(jwk)!
      return { kid: jwk.kid, alg, key: await importOnce(jwk, alg) }
    },
    // #region find-key
    async find({ kid, alg }) {
      const jwk = (await load()).find((each) => each.kid === kid)
      // The key says which algorithm it is for, not the token (RFC 8725 §3.1).
      if (jwk === undefined || algorithmOf(jwk) !== alg) throw new errors.JWKSNoMatchingKey()
      const { d: _private, key_ops: _uses, ...publicHalf } = jwk
      return importOnce(publicHalf, alg)
    },
    // #endregion
  }
}

/** Reads a JSON array of JWKs, the one that signs first, as an environment variable holds it. */
export function parseSigningKeys(text: string): readonly SigningJwk[] {
  try {
    return checkedKeys(JSON.parse(text) as readonly SigningJwk[])
  } catch (error) {
    // The parser's own message would quote the text, which holds private keys.
    throw error instanceof SessionError ? error : invalid('The signing keys are no JSON array.')
  }
}

function checkedKeys(keys: readonly SigningJwk[]): readonly SigningJwk[] {
  if (!Array.isArray(keys) || keys.length === 0)
    throw invalid('There is no signing key; at least one is needed, as a private JWK.')
  for (const jwk of keys) checkKey(jwk)
  if (new Set(keys.map(({ kid }) => kid)).size < keys.length)
    throw invalid('Two signing keys have the same kid; give each its own.')
  if (keys[0].d === undefined)
    throw invalid(`Signing key "${keys[0].kid}" is first, but has no private half (d).`)
  return keys
}

function checkKey(jwk: SigningJwk): void {
  const { kid } = jwk
  if (typeof kid !== 'string' || !/^[\w.-]{1,64}$/.test(kid))
    throw invalid('A signing key has no kid; give it one of 1 to 64 letters, digits, _, - or .')
  if (algorithmOf(jwk) === undefined)
    throw invalid(`Signing key "${kid}" is neither EC P-256 (ES256) nor OKP Ed25519 (EdDSA).`)
  const parts = jwk.kty === 'EC' ? [jwk.x, jwk.y, jwk.d] : [jwk.x, jwk.d]
  // 32 bytes are 43 characters (RFC 7518 §6.2, RFC 8037 §2); a shorter one was cut off, or made up.
  if (parts.some((part) => part !== undefined && !/^[\w-]{43}$/.test(part)) || !jwk.x)
    throw invalid(`Signing key "${kid}" is cut off: x, y and d have 32 bytes each, in base64url.`)
}

function algorithmOf({ kty, crv }: JWK): 'ES256' | 'EdDSA' | undefined {
  if (kty === 'EC' && crv === 'P-256') return 'ES256'
  return kty === 'OKP' && crv === 'Ed25519' ? 'EdDSA' : undefined
}

function invalid(message: string): SessionError {
  return new SessionError('policy_invalid', message)
}
