import { decodeBase64url, encodeBase64url } from './base64url.ts'
import { IV_BYTES, TAG_BYTES, keyOf, keyRing } from './key-ring.ts'
import type { SealingKey } from './key-ring.ts'
import type { Sealer } from './port.ts'

/** Seals with Web Crypto: the same format as `nodeSealer`, for runtimes without node:crypto. */
export function webSealer(
  keys: readonly SealingKey[],
  random: (bytes: number) => Uint8Array = (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
): Sealer {
  const ring = keyRing(keys)
  const imported = new Map<string, Promise<CryptoKey>>()
  const importKey = (key: SealingKey): Promise<CryptoKey> => {
    const known = imported.get(key.id)
    if (known !== undefined) return known
    const fresh = crypto.subtle.importKey('raw', key.bytes, 'AES-GCM', false, [
      'encrypt',
      'decrypt',
    ])
    imported.set(key.id, fresh)
    return fresh
  }
  const algorithm = (iv: Uint8Array<ArrayBuffer>, context: string) => ({
    name: 'AES-GCM',
    iv,
    additionalData: new TextEncoder().encode(context),
  })

  return {
    async seal(plaintext, context) {
      const iv = Uint8Array.from(random(IV_BYTES))
      const key = await importKey(ring.newest)
      const data = new TextEncoder().encode(plaintext)
      const ciphertext = await crypto.subtle.encrypt(algorithm(iv, context), key, data)
      const body = new Uint8Array([...iv, ...new Uint8Array(ciphertext)])
      return `${ring.newest.id}.${encodeBase64url(body)}`
    },

    async open(sealed, context) {
      const found = keyOf(sealed, ring)
      const body = found && decodeBase64url(found.body)
      if (body === undefined || found === undefined || body.length < IV_BYTES + TAG_BYTES)
        return undefined
      const key = await importKey(found.key)
      try {
        const iv = body.slice(0, IV_BYTES)
        const data = await crypto.subtle.decrypt(algorithm(iv, context), key, body.slice(IV_BYTES))
        return { plaintext: new TextDecoder().decode(data), stale: found.key !== ring.newest }
      } catch {
        return undefined
      }
    },
  }
}
