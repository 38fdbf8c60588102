import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseKeys } from '../sealing/key-ring.ts'
import type { SealingKey } from '../sealing/key-ring.ts'

/**
 * The sealing keys: SESSION_KEYS (`id:base64url,id:base64url`, newest first); else, beside a store
 * that survives a restart, a file that does so too; else made up.
 */
export function sealingKeys(
  fromEnvironment: string | undefined,
  file?: string,
): readonly SealingKey[] {
  if (fromEnvironment !== undefined) return parseKeys(fromEnvironment)
  if (file !== undefined && existsSync(file)) return parseKeys(readFileSync(file, 'utf8'))
  const key = `k1:${randomBytes(32).toString('base64url')}`
  if (file !== undefined) writeFileSync(file, key, { mode: 0o600 })
  return parseKeys(key)
}
