import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'
import type { SessionRecord } from '../session/record.ts'
import { defaultSweepLimit, duplicateSession } from './limits.ts'
import type { SessionStore } from './port.ts'
import { createQueue } from './queue.ts'
import { createRecordCache } from './record-cache.ts'
import { guarded } from './sqlite-guard.ts'
import { sqliteLease } from './sqlite-lease.ts'
import { migrate } from './sqlite-schema.ts'
import { fileVersion } from './sqlite-version.ts'

export interface SqliteStoreOptions {
  /** Milliseconds after which the lock of a holder that died is free. Default 5,000. */
  readonly leaseMs?: number
  /** Milliseconds that a caller waits for a lock before it is told `store_unavailable`. Default 30,000. */
  readonly lockWaitMs?: number
  /** Milliseconds that a write waits for another process's write. Default 2,000. */
  readonly busyMs?: number
  /** Records kept in memory, to be read without SQL while nobody else has written. Default 10,000. */
  readonly cacheSize?: number
}

/**
 * Sessions in a SQLite file, which any number of processes on one machine may share; they survive a restart.
 * Every read asks the file whether another connection has written since, and reads the record again if so: a
 * revocation by another process holds on the very next request.
 */
export function sqliteStore(path: string, options: SqliteStoreOptions = {}): SessionStore {
  const { leaseMs = 5000, lockWaitMs = 30_000, busyMs = 2000, cacheSize = 10_000 } = options
  const db = open(path, busyMs)
  const cache = createRecordCache(cacheSize)
  const statements = prepare(db)
  const version = fileVersion(path, statements.dataVersion)
  const lease = sqliteLease(db, { leaseMs, lockWaitMs })
  const queue = createQueue()

  return {
    create: (record) =>
      guarded(() => {
        const { changes } = statements.insert.run(record.sid, JSON.stringify(record))
        if (changes === 0) throw duplicateSession()
        cache.forget(record.sid)
      }),

    read: (sid) =>
      guarded(() => {
        const cached = cache.get(sid, version.current())
        if (cached) return cached
        const row = statements.select.get(sid)
        return row && cache.keep(parsed(row))
      }),

    list: (userId, now) => guarded(() => statements.list.all(userId, now).map(parsed)),

    touch: (sid, lastSeenAt, idleExpiresAt) =>
      guarded(() => {
        statements.touch.run({ sid, lastSeenAt, idleExpiresAt })
        cache.forget(sid)
      }),

    replace: (generation, next) =>
      guarded(() => {
        const { changes } = statements.replace.run(JSON.stringify(next), next.sid, generation)
        cache.forget(next.sid)
        return changes === 1
      }),

    revoke: (sid, at, because) =>
      guarded(() => {
        const { changes } = statements.revoke.run({ sid, at, because })
        cache.forget(sid)
        return changes === 1
      }),

    revokeAll: (userId, at, because, except = '') =>
      guarded(() => {
        const rows = statements.revokeAll.all({ userId, at, because, except })
        const sids = rows.map((row) => String(row['sid']))
        for (const sid of sids) cache.forget(sid)
        return sids
      }),

    remember: (id, now, until) =>
      guarded(() => statements.remember.run({ id, now, until }).changes === 1),

    // One waiter a process asks the file, however many requests wait here.
    lock: (sid, work) => queue(sid, () => lease(sid, work)),

    sweep: (now, limit = defaultSweepLimit) =>
      guarded(() => {
        statements.forgetIds.run(now, limit)
        const rows = statements.sweep.all(now, limit)
        for (const row of rows) cache.forget(String(row['sid']))
        return rows.length
      }),

    close() {
      db.close()
      version.close()
    },
  }
}

function open(path: string, timeout: number): DatabaseSync {
  return guarded(() => {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true })
    const db = new DatabaseSync(path, { timeout })
    // WAL lets readers and a writer work at once; a power cut may cost the last commits, but never the file.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    migrate(db)
    return db
  })
}

function prepare(db: DatabaseSync) {
  return {
    dataVersion: db.prepare('PRAGMA data_version'),
    insert: db.prepare('INSERT INTO sessions (sid, record) VALUES (?, ?) ON CONFLICT DO NOTHING'),
    select: db.prepare('SELECT record FROM sessions WHERE sid = ?'),
    list: db.prepare(
      `SELECT record FROM sessions
       WHERE user_id = ? AND revoked_at IS NULL AND ends_at > ? ORDER BY created_at DESC`,
    ),
    touch: db.prepare(
      `UPDATE sessions
       SET record = json_set(record, '$.lastSeenAt', :lastSeenAt, '$.idleExpiresAt', :idleExpiresAt)
       WHERE sid = :sid AND revoked_at IS NULL AND record ->> 'lastSeenAt' <= :lastSeenAt`,
    ),
    replace: db.prepare(
      'UPDATE sessions SET record = ? WHERE sid = ? AND generation = ? AND revoked_at IS NULL',
    ),
    revoke: db.prepare(
      `UPDATE sessions SET record = json_set(record, '$.revokedAt', :at, '$.revokedBecause', :because)
       WHERE sid = :sid AND revoked_at IS NULL`,
    ),
    revokeAll: db.prepare(
      `UPDATE sessions SET record = json_set(record, '$.revokedAt', :at, '$.revokedBecause', :because)
       WHERE user_id = :userId AND sid <> :except AND revoked_at IS NULL AND ends_at > :at
       RETURNING sid`,
    ),
    remember: db.prepare(
      `INSERT INTO remembered (id, until) VALUES (:id, :until)
       ON CONFLICT (id) DO UPDATE SET until = excluded.until WHERE until <= :now`,
    ),
    forgetIds: db.prepare(
      `DELETE FROM remembered
       WHERE id IN (SELECT id FROM remembered WHERE until <= ? LIMIT ?)`,
    ),
    sweep: db.prepare(
      `DELETE FROM sessions WHERE sid IN (SELECT sid FROM sessions WHERE ends_at < ? LIMIT ?)
       RETURNING sid`,
    ),
  }
}

type Row = Record<string, SQLOutputValue>

function parsed(row: Row): SessionRecord {
  return JSON.parse(String(row['record'])) as SessionRecord
}
