import { memoryStore } from '../store/memory.ts'
import type { SessionStore } from '../store/port.ts'
import { isRedisUrl } from '../store/redis-address.ts'
import { connectRedisStore } from '../store/redis.ts'
import { sqliteStore } from '../store/sqlite.ts'

/** The store that a word names: `memory`, the URL of a Redis, or the path of a SQLite file. */
export async function openStore(where: string): Promise<SessionStore> {
  if (where === 'memory') return memoryStore()
  return isRedisUrl(where) ? connectRedisStore(where) : sqliteStore(where)
}

/** The file that it is in, if it is in one: what else must survive a restart is kept beside it. */
export function fileOf(where: string): string | undefined {
  return where === 'memory' || isRedisUrl(where) ? undefined : where
}
