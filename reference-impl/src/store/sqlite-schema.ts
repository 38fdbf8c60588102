import type { DatabaseSync } from 'node:sqlite'
import { SessionError } from '../session/errors.ts'

/**
 * Each step takes the file from the version before it to the next; `PRAGMA user_version` counts them.
 * The record is kept once, as JSON, since reading one column is thrice as fast as reading fifteen; what SQL asks
 * about is generated from it, and so cannot disagree with it.
 */
const steps: readonly string[] = [
  `CREATE TABLE sessions (
     sid        TEXT PRIMARY KEY,
     record     TEXT NOT NULL,
     user_id    TEXT    AS (record ->> 'userId'),
     generation INTEGER AS (record ->> 'generation'),
     created_at INTEGER AS (record ->> 'createdAt'),
     revoked_at INTEGER AS (record ->> 'revokedAt'),
     ends_at    INTEGER AS (min(record ->> 'idleExpiresAt', record ->> 'absoluteExpiresAt',
                                ifnull(record ->> 'revokedAt', record ->> 'idleExpiresAt')))
   ) STRICT;
   CREATE INDEX sessions_of_user ON sessions (user_id);
   CREATE INDEX sessions_by_end ON sessions (ends_at);
   CREATE TABLE locks (
     sid        TEXT PRIMARY KEY,
     holder     TEXT NOT NULL,
     expires_at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;`,
  `CREATE TABLE remembered (
     id    TEXT PRIMARY KEY,
     until INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX remembered_by_end ON remembered (until);`,
]

/** Brings a file to this version's schema, once, whoever opens it first. */
export function migrate(db: DatabaseSync): void {
  if (versionOf(db) === steps.length) return
  db.exec('BEGIN IMMEDIATE')
  try {
    const version = versionOf(db)
    if (version > steps.length) {
      throw new SessionError(
        'store_unavailable',
        'The session file was written by a newer version. Use that version, or another file.',
      )
    }
    for (const step of steps.slice(version)) db.exec(step)
    db.exec(`PRAGMA user_version = ${steps.length}`)
    db.exec('COMMIT')
  } catch (error) {
    db.exec('ROLLBACK')
    throw error
  }
}

function versionOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version'])
}
