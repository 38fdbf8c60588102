import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { IV_BYTES, TAG_BYTES, keyOf, keyRing } from './key-ring.ts'
import type { SealingKey } from './key-ring.ts'
import type { Opened, Sealer } from './port.ts'

/** Seals with node:crypto, synchronously: no promise on the way of each request. */
export interface NodeSealer extends Sealer {
  seal(plaintext: string, context: string): string
  open(sealed: string, context: string): Opened | undefined
}

/** The first key seals. IVs are random, so a key is good for 2^32 values (NIST SP 800-38D §8.3). */
export function nodeSealer(keys: readonly SealingKey[]): NodeSealer {
  const ring = keyRing(keys)
  return {
    // #region seal
    seal(plaintext, context) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', ring.newest.bytes, iv)
      cipher.setAAD(Buffer.from(context))
      const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()])
      const body = Buffer.concat([iv, ciphertext, cipher.getAuthTag()])
      return `${ring.newest.id}.${body.toString('base64url')}`
    },

    open(sealed, context) {
      const found = keyOf(sealed, ring)
      if (found === undefined) return undefined
      const body = Buffer.from(found.body, 'base64url')
      // Buffer reads many spellings of the same bytes; only one of them is ours.
      if (body.length < IV_BYTES + TAG_BYTES || body.toString('base64url') !== found.body)
        return undefined
      const decipher = createDecipheriv('aes-256-gcm', found.key.bytes, body.subarray(0, IV_BYTES))
      decipher.setAAD(Buffer.from(context)).setAuthTag(body.subarray(-TAG_BYTES))
      try {
        const opened = decipher.update(body.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8')
        return { plaintext: opened + decipher.final('utf8'), stale: found.key !== ring.newest }
      } catch {
        return undefined
      }
    },
    // #endregion
  }
}
