import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { SessionError } from '../session/errors.ts'
import { guarded } from './sqlite-guard.ts'

interface LeaseOptions {
  readonly leaseMs: number
  readonly lockWaitMs: number
}

/** Milliseconds between two tries for a lock that somebody holds: the first wait, and the longest. */
const firstWait = 4
const longestWait = 50

/**
 * A lock between processes: a row that its holder renews while it works, and that anyone may take once it has run
 * out. The clock is the machine's, which all processes on one file share.
 */
export function createLease(
  db: DatabaseSync,
  { leaseMs, lockWaitMs }: LeaseOptions,
): <T>(sid: string, work: () => Promise<T>) => Promise<T> {
  const take = db.prepare(
    `INSERT INTO locks (sid, holder, expires_at) VALUES (:sid, :holder, :until)
     ON CONFLICT (sid) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
     WHERE expires_at <= :now`,
  )
  const renew = db.prepare('UPDATE locks SET expires_at = ? WHERE sid = ? AND holder = ?')
  const release = db.prepare('DELETE FROM locks WHERE sid = ? AND holder = ?')

  const acquire = async (sid: string, holder: string): Promise<void> => {
    const giveUp = Date.now() + lockWaitMs
    for (let wait = firstWait; ; wait = Math.min(wait * 2, longestWait)) {
      const now = Date.now()
      const { changes } = guarded(() => take.run({ sid, holder, until: now + leaseMs, now }))
      if (changes === 1) return
      if (now >= giveUp) {
        throw new SessionError(
          'store_unavailable',
          'Another request has held the lock of this session for too long. Try again.',
          { retryAfter: 1 },
        )
      }
      // Half of it by chance, or waiters would come in step.
      await sleep(wait * (0.5 + Math.random() / 2))
    }
  }

  return async (sid, work) => {
    const holder = randomUUID()
    await acquire(sid, holder)
    const renewal = setInterval(() => {
      try {
        renew.run(Date.now() + leaseMs, sid, holder)
      } catch {
        // The next renewal tries again; and every write is guarded by its generation besides.
      }
    }, leaseMs / 3)
    try {
      return await work()
    } finally {
      clearInterval(renewal)
      guarded(() => release.run(sid, holder))
    }
  }
}
