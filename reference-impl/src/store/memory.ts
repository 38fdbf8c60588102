import type { RevocationReason, SessionRecord } from '../session/record.ts'
import { endsAt, isLive } from './ended.ts'
import { defaultSweepLimit, duplicateSession } from './limits.ts'
import type { SessionStore } from './port.ts'
import { createQueue } from './queue.ts'

/** Sessions in this process's memory: for tests, and for the page. They end with the process. */
export function memoryStore(): SessionStore {
  const records = new Map<string, SessionRecord>()
  const sidsOf = new Map<string, Set<string>>()
  const remembered = new Map<string, number>()

  const recordsOf = (userId: string): readonly SessionRecord[] =>
    [...(sidsOf.get(userId) ?? [])].flatMap((sid) => records.get(sid) ?? [])
  const forget = ({ sid, userId }: SessionRecord): void => {
    records.delete(sid)
    const sids = sidsOf.get(userId)
    sids?.delete(sid)
    if (sids?.size === 0) sidsOf.delete(userId)
  }
  const revoke = (sid: string, at: number, because: RevocationReason): boolean => {
    const record = records.get(sid)
    if (!record || record.revokedAt !== undefined) return false
    records.set(sid, { ...record, revokedAt: at, revokedBecause: because })
    return true
  }

  return {
    create(record) {
      const { sid, userId } = record
      if (records.has(sid)) throw duplicateSession()
      records.set(sid, record)
      sidsOf.set(userId, (sidsOf.get(userId) ?? new Set()).add(sid))
    },

    read: (sid) => records.get(sid),

    list: (userId, now) =>
      recordsOf(userId)
        .filter((record) => isLive(record, now))
        .sort((a, b) => b.createdAt - a.createdAt),

    touch(sid, lastSeenAt, idleExpiresAt) {
      const record = records.get(sid)
      if (!record || record.revokedAt !== undefined || record.lastSeenAt > lastSeenAt) return
      records.set(sid, { ...record, lastSeenAt, idleExpiresAt })
    },

    replace(generation, next) {
      const record = records.get(next.sid)
      if (record?.generation !== generation || record.revokedAt !== undefined) return false
      records.set(next.sid, next)
      return true
    },

    revoke,

    revokeAll: (userId, at, because, except) =>
      recordsOf(userId)
        .filter((record) => record.sid !== except && isLive(record, at))
        .filter(({ sid }) => revoke(sid, at, because))
        .map(({ sid }) => sid),

    remember(id, now, until) {
      if ((remembered.get(id) ?? -Infinity) > now) return false
      remembered.set(id, until)
      return true
    },

    lock: createQueue(),

    sweep(now, limit = defaultSweepLimit) {
      for (const [id, until] of remembered) if (until <= now) remembered.delete(id)
      let forgotten = 0
      for (const record of records.values()) {
        if (forgotten >= limit) break
        if (endsAt(record) >= now) continue
        forget(record)
        forgotten += 1
      }
      return forgotten
    },

    close() {},
  }
}
