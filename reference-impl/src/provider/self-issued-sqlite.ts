import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  normalizedEmail,
  type Grant,
  type IssuedCode,
  type SelfIssuedState,
  type SelfIssuedUser,
} from './self-issued-state.ts'

export interface SelfIssuedSqlite extends SelfIssuedState {
  /** Adds a user, or replaces the one with this id. Throws if the address is somebody else's. */
  saveUser(user: SelfIssuedUser): void
  close(): void
}

/** As the sessions have it: the record once, as JSON, and generated from it what SQL asks about. */
const schema = `
  CREATE TABLE IF NOT EXISTS self_issued_users (
    id     TEXT PRIMARY KEY,
    record TEXT NOT NULL,
    email  TEXT AS (record ->> 'email')
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS self_issued_users_by_email ON self_issued_users (email);
  CREATE TABLE IF NOT EXISTS self_issued_codes (
    hash       TEXT PRIMARY KEY,
    record     TEXT NOT NULL,
    taken      INTEGER NOT NULL DEFAULT 0,
    expires_at INTEGER AS (record ->> 'expiresAt')
  ) STRICT;
  CREATE INDEX IF NOT EXISTS self_issued_codes_by_end ON self_issued_codes (expires_at);
  CREATE TABLE IF NOT EXISTS self_issued_grants (
    sid         TEXT PRIMARY KEY,
    record      TEXT NOT NULL,
    user_id     TEXT    AS (record ->> 'userId'),
    generation  INTEGER AS (record ->> 'generation'),
    family_hash TEXT    AS (record ->> 'familyHash'),
    expires_at  INTEGER AS (record ->> 'expiresAt'),
    ended_at    INTEGER AS (record ->> 'endedAt')
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS self_issued_grants_by_family ON self_issued_grants (family_hash);
  CREATE INDEX IF NOT EXISTS self_issued_grants_of_user ON self_issued_grants (user_id);
  CREATE INDEX IF NOT EXISTS self_issued_grants_by_end ON self_issued_grants (expires_at);`

/**
 * Users, codes and grants in a SQLite file, which may be that of the sessions, and which any number of processes on
 * one machine may share.
 */
export function selfIssuedSqlite(path: string): SelfIssuedSqlite {
  const db = open(path)
  const statements = prepare(db)

  return {
    saveUser(user) {
      const record = { ...user, email: normalizedEmail(user.email) }
      statements.saveUser.run(user.id, JSON.stringify(record))
    },
    userByEmail: (email) =>
      recordIn(statements.userByEmail.get(email)) as SelfIssuedUser | undefined,
    userById: (id) => recordIn(statements.userById.get(id)) as SelfIssuedUser | undefined,
    rehash(userId, from, to) {
      statements.rehash.run({ userId, from, to })
    },

    keepCode(code) {
      statements.keepCode.run(code.hash, JSON.stringify(code))
    },
    takeCode(hash) {
      const taken = recordIn(statements.takeCode.get(hash)) as IssuedCode | undefined
      if (taken) return { code: taken, first: true }
      const code = recordIn(statements.codeByHash.get(hash)) as IssuedCode | undefined
      return code && { code, first: false }
    },

    createGrant(grant) {
      statements.createGrant.run(grant.sid, JSON.stringify(grant))
    },
    grantByFamily: (familyHash) =>
      recordIn(statements.grantByFamily.get(familyHash)) as Grant | undefined,
    grantBySid: (sid) => recordIn(statements.grantBySid.get(sid)) as Grant | undefined,
    replaceGrant: (generation, next) =>
      statements.replaceGrant.run(JSON.stringify(next), next.sid, generation).changes === 1,
    endGrant(sid, at) {
      statements.endGrant.run({ sid, at })
    },
    endGrantsOf(userId, at) {
      statements.endGrantsOf.run({ userId, at })
    },

    sweep: (now) =>
      Number(statements.sweepCodes.run(now).changes) +
      Number(statements.sweepGrants.run(now).changes),
    close: () => db.close(),
  }
}

function recordIn(row: Record<string, unknown> | undefined): unknown {
  return row && JSON.parse(String(row['record']))
}

function open(path: string): DatabaseSync {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true })
  const db = new DatabaseSync(path, { timeout: 2000 })
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
  db.exec(schema)
  return db
}

function prepare(db: DatabaseSync) {
  const end = `UPDATE self_issued_grants SET record = json_set(record, '$.endedAt', :at)`
  return {
    saveUser: db.prepare(
      `INSERT INTO self_issued_users (id, record) VALUES (?, ?)
       ON CONFLICT (id) DO UPDATE SET record = excluded.record`,
    ),
    userByEmail: db.prepare('SELECT record FROM self_issued_users WHERE email = ?'),
    userById: db.prepare('SELECT record FROM self_issued_users WHERE id = ?'),
    rehash: db.prepare(
      `UPDATE self_issued_users SET record = json_set(record, '$.passwordHash', :to)
       WHERE id = :userId AND record ->> 'passwordHash' = :from`,
    ),
    keepCode: db.prepare('INSERT INTO self_issued_codes (hash, record) VALUES (?, ?)'),
    takeCode: db.prepare(
      'UPDATE self_issued_codes SET taken = 1 WHERE hash = ? AND taken = 0 RETURNING record',
    ),
    codeByHash: db.prepare('SELECT record FROM self_issued_codes WHERE hash = ?'),
    createGrant: db.prepare('INSERT INTO self_issued_grants (sid, record) VALUES (?, ?)'),
    grantByFamily: db.prepare('SELECT record FROM self_issued_grants WHERE family_hash = ?'),
    grantBySid: db.prepare('SELECT record FROM self_issued_grants WHERE sid = ?'),
    replaceGrant: db.prepare(
      `UPDATE self_issued_grants SET record = ?
       WHERE sid = ? AND generation = ? AND ended_at IS NULL`,
    ),
    endGrant: db.prepare(`${end} WHERE sid = :sid AND ended_at IS NULL`),
    endGrantsOf: db.prepare(`${end} WHERE user_id = :userId AND ended_at IS NULL`),
    sweepCodes: db.prepare('DELETE FROM self_issued_codes WHERE expires_at < ?'),
    sweepGrants: db.prepare('DELETE FROM self_issued_grants WHERE expires_at < ?'),
  }
}
