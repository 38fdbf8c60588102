import { createHash } from 'node:crypto'

/** A Lua script that Redis runs in one step. Each touches one key, hence one slot of a cluster. */
export interface RedisScript {
  readonly source: string
  readonly sha1: string
}

function script(source: string): RedisScript {
  return { source, sha1: createHash('sha1').update(source).digest('hex') }
}

/** ARGV: milliseconds to keep it, then fields and values. */
export const create = script(`
  if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
  redis.call('HSET', KEYS[1], unpack(ARGV, 2))
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  return 1`)

/** ARGV: the generation it must be at, milliseconds to keep it, then fields and values. */
export const replace = script(`
  local found = redis.call('HMGET', KEYS[1], 'generation', 'revokedAt')
  if found[1] ~= ARGV[1] or found[2] then return 0 end
  redis.call('HSET', KEYS[1], unpack(ARGV, 3))
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return 1`)

/** ARGV: lastSeenAt, idleExpiresAt, milliseconds to keep it. */
export const touch = script(`
  local found = redis.call('HMGET', KEYS[1], 'lastSeenAt', 'revokedAt')
  if not found[1] or found[2] or tonumber(found[1]) > tonumber(ARGV[1]) then return 0 end
  redis.call('HSET', KEYS[1], 'lastSeenAt', ARGV[1], 'idleExpiresAt', ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  return 1`)

/** ARGV: revokedAt, revokedBecause. It stays for as long as it would have, to be told from none. */
export const revoke = script(`
  local found = redis.call('HMGET', KEYS[1], 'generation', 'revokedAt')
  if not found[1] or found[2] then return 0 end
  redis.call('HSET', KEYS[1], 'revokedAt', ARGV[1], 'revokedBecause', ARGV[2])
  return 1`)

/**
 * ARGV: the sid, milliseconds to keep it. The index of a user's sessions loses what is over, by Redis's own clock,
 * and ends with the last of them.
 */
export const index = script(`
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
  redis.call('ZADD', KEYS[1], 'GT', now + ARGV[2], ARGV[1])
  if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
  end
  return 1`)

/** ARGV: the holder, milliseconds of the lease. */
export const renewLock = script(`
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  return redis.call('PEXPIRE', KEYS[1], ARGV[2])`)

/** ARGV: the holder. */
export const releaseLock = script(`
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  return redis.call('DEL', KEYS[1])`)
