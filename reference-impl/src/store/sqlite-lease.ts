import type { DatabaseSync } from 'node:sqlite'
import { createLease } from './lease.ts'
import type { Lease, LeaseOptions } from './lease.ts'
import { guarded } from './sqlite-guard.ts'

/**
 * A lock is a row that its holder renews while it works, and that anyone may take once it has run out.
 * The clock is the machine's, which all processes on one file share.
 */
export function sqliteLease(db: DatabaseSync, options: LeaseOptions): Lease {
  const { leaseMs } = options
  const take = db.prepare(
    `INSERT INTO locks (sid, holder, expires_at) VALUES (:sid, :holder, :until)
     ON CONFLICT (sid) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
     WHERE expires_at <= :now`,
  )
  const renew = db.prepare('UPDATE locks SET expires_at = ? WHERE sid = ? AND holder = ?')
  const release = db.prepare('DELETE FROM locks WHERE sid = ? AND holder = ?')
  return createLease(
    {
      take(sid, holder) {
        const now = Date.now()
        return guarded(() => take.run({ sid, holder, until: now + leaseMs, now })).changes === 1
      },
      renew: (sid, holder) => renew.run(Date.now() + leaseMs, sid, holder),
      release: (sid, holder) => release.run(sid, holder),
    },
    options,
  )
}
