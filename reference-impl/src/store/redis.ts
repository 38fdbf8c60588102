import type { SessionRecord } from '../session/record.ts'
import { isLive } from './ended.ts'
import { createLease } from './lease.ts'
import { duplicateSession } from './limits.ts'
import type { SessionStore } from './port.ts'
import { createQueue } from './queue.ts'
import { redisAddress } from './redis-address.ts'
import { connectRedis } from './redis-connection.ts'
import { fromFields, recordFields, toFields } from './redis-record.ts'
import * as scripts from './redis-scripts.ts'

export interface RedisStoreOptions {
  /** Start of every key, so that several applications may share a Redis. Default `sessions:`. */
  readonly prefix?: string
  /** Milliseconds that a session's record outlives the session. Default 300,000. */
  readonly retentionMs?: number
  /** Milliseconds after which the lock of a holder that died is free. Default 5,000. */
  readonly leaseMs?: number
  /** Milliseconds that a caller waits for a lock before it is told `store_unavailable`. Default 30,000. */
  readonly lockWaitMs?: number
  /** Milliseconds that a command may take. Default 1,000. */
  readonly commandMs?: number
  /** Milliseconds that the first connection may take. Default 5,000. */
  readonly connectMs?: number
}

/**
 * Sessions in Redis, for any number of machines: `redis://`, `rediss://`, `redis-sentinel://`, `redis-cluster://`.
 * It connects before it answers, so that a wrong address shows at the start, and not at the first request.
 * Every read asks the master, so a revocation holds at once everywhere.
 */
export async function connectRedisStore(
  url: string,
  options: RedisStoreOptions = {},
): Promise<SessionStore> {
  const {
    prefix = 'sessions:',
    retentionMs = 300_000,
    leaseMs = 5000,
    lockWaitMs = 30_000,
    commandMs = 1000,
    connectMs = 5000,
  } = options
  const redis = await connectRedis(redisAddress(url), { commandMs, connectMs })

  // In braces: what is hashed to find the slot, so that a session and its lock are in one.
  const recordKey = (sid: string): string => `${prefix}record:{${sid}}`
  const lockKey = (sid: string): string => `${prefix}lock:{${sid}}`
  const userKey = (userId: string): string => `${prefix}user:{${userId}}`
  // From one time of the session to another, not from now: Redis's clock need not agree with ours.
  const lasting = (from: number, until: number): string =>
    String(Math.max(1, Math.ceil(until - from + retentionMs)))
  const lifeOf = ({ lastSeenAt, idleExpiresAt, absoluteExpiresAt }: SessionRecord): string =>
    lasting(lastSeenAt, Math.min(idleExpiresAt, absoluteExpiresAt))

  /** Before the session itself: the index may name too many sessions, but never too few. */
  const enlist = async ({ sid, userId, lastSeenAt, absoluteExpiresAt }: SessionRecord) => {
    await redis.run(scripts.index, userKey(userId), [sid, lasting(lastSeenAt, absoluteExpiresAt)])
  }
  const read = async (sid: string): Promise<SessionRecord | undefined> => {
    const key = recordKey(sid)
    const values = await redis.send(key, ['HMGET', key, ...recordFields])
    return fromFields(values as (string | null)[])
  }
  const list = async (userId: string, now: number): Promise<readonly SessionRecord[]> => {
    const key = userKey(userId)
    const sids = (await redis.send(key, ['ZRANGE', key, '0', '-1'])) as string[]
    const records = await Promise.all(sids.map(read))
    return records
      .filter((record) => record !== undefined)
      .filter((record) => record.userId === userId && isLive(record, now))
      .sort((a, b) => b.createdAt - a.createdAt)
  }
  const revoke: SessionStore['revoke'] = async (sid, at, because) =>
    (await redis.run(scripts.revoke, recordKey(sid), [String(at), because])) === 1

  const lease = createLease(
    {
      take: async (sid, holder) => {
        const key = lockKey(sid)
        const command = ['SET', key, holder, 'NX', 'PX', String(leaseMs)]
        return (await redis.send(key, command)) !== null
      },
      renew: (sid, holder) => redis.run(scripts.renewLock, lockKey(sid), [holder, String(leaseMs)]),
      release: (sid, holder) => redis.run(scripts.releaseLock, lockKey(sid), [holder]),
    },
    { leaseMs, lockWaitMs },
  )
  const queue = createQueue()

  return {
    async create(record) {
      await enlist(record)
      const args = [lifeOf(record), ...toFields(record)]
      if ((await redis.run(scripts.create, recordKey(record.sid), args)) === 0)
        throw duplicateSession()
    },

    read,
    list,

    async touch(sid, lastSeenAt, idleExpiresAt) {
      const args = [lastSeenAt, idleExpiresAt, lasting(lastSeenAt, idleExpiresAt)].map(String)
      await redis.run(scripts.touch, recordKey(sid), args)
    },

    async replace(generation, next) {
      // A sign-in that goes on with its session moves the absolute end.
      await enlist(next)
      const args = [String(generation), lifeOf(next), ...toFields(next)]
      return (await redis.run(scripts.replace, recordKey(next.sid), args)) === 1
    },

    revoke,

    async revokeAll(userId, at, because, except) {
      const others = (await list(userId, at)).filter(({ sid }) => sid !== except)
      const ended = await Promise.all(
        others.map(async ({ sid }) => ((await revoke(sid, at, because)) ? [sid] : [])),
      )
      return ended.flat()
    },

    async remember(id, now, until) {
      const key = `${prefix}remembered:{${id}}`
      const lasts = String(Math.max(1, Math.ceil(until - now)))
      return (await redis.send(key, ['SET', key, '1', 'NX', 'PX', lasts])) !== null
    },

    // One waiter a process asks Redis, however many requests wait here.
    lock: (sid, work) => queue(sid, () => lease(sid, work)),

    // Every key has an end of its own, and Redis keeps to it.
    sweep: () => 0,

    close: () => redis.close(),
  }
}
