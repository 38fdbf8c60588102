import { SessionError } from '../session/errors.ts'
import { decodeBase64url } from './base64url.ts'

/** A key of 32 bytes under a short name, which stands in front of each value that it sealed. */
export interface SealingKey {
  readonly id: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** The newest key seals, all of them open. To rotate, put a new one in front; drop the last later. */
export interface KeyRing {
  readonly newest: SealingKey
  readonly byId: ReadonlyMap<string, SealingKey>
}

export const IV_BYTES = 12
export const TAG_BYTES = 16

export function keyRing(keys: readonly SealingKey[]): KeyRing {
  const [newest] = keys
  if (newest === undefined) throw invalid('The key ring is empty; it needs at least one key.')
  for (const { id, bytes } of keys) {
    if (!/^[\w-]{1,16}$/.test(id)) throw invalid('A key id is 1 to 16 letters, digits, _ or -.')
    if (bytes.length !== 32)
      throw invalid(`Key "${id}" has ${bytes.length} bytes; AES-256 takes 32.`)
  }
  const byId = new Map(keys.map((key) => [key.id, key]))
  if (byId.size < keys.length) throw invalid('Two keys have the same id; give each its own.')
  return { newest, byId }
}

/** Reads `id:base64url,id:base64url`, newest first, as an environment variable holds it. */
export function parseKeys(text: string): readonly SealingKey[] {
  return text.split(',').map((entry) => {
    const [id = '', encoded = ''] = entry.trim().split(':')
    const bytes = decodeBase64url(
      encoded.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''),
    )
    if (bytes === undefined) throw invalid(`Key "${id}" is no base64url; write id:key,id:key.`)
    return { id, bytes }
  })
}

/** The key that sealed a value, and what follows the key's id. */
export function keyOf(
  sealed: string,
  ring: KeyRing,
): { key: SealingKey; body: string } | undefined {
  const dot = sealed.indexOf('.')
  const key = ring.byId.get(sealed.slice(0, Math.max(0, dot)))
  return key && { key, body: sealed.slice(dot + 1) }
}

function invalid(sentence: string): SessionError {
  return new SessionError('policy_invalid', sentence)
}
