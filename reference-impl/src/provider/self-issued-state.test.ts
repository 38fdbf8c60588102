import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sqliteStore } from '../store/sqlite.ts'
import { selfIssuedMemory } from './self-issued-memory.ts'
import { selfIssuedSqlite } from './self-issued-sqlite.ts'
import { selfIssuedStateContract } from './self-issued-state-contract.ts'
import { normalizedEmail } from './self-issued-state.ts'

selfIssuedStateContract('memory', (users) => ({ state: selfIssuedMemory(users), close() {} }))

selfIssuedStateContract('SQLite, in the file of the sessions', (users) => {
  const folder = mkdtempSync(join(tmpdir(), 'self-issued-'))
  const file = join(folder, 'sessions.sqlite')
  const sessions = sqliteStore(file)
  const [state, other] = [selfIssuedSqlite(file), selfIssuedSqlite(file)]
  for (const user of users) state.saveUser(user)
  return {
    state,
    other,
    close() {
      for (const each of [state, other, sessions]) void each.close()
      rmSync(folder, { recursive: true })
    },
  }
})

test('SQLite: an address belongs to one user, however it is spelt', () => {
  const state = selfIssuedSqlite(':memory:')
  state.saveUser({ id: 'usr_1', email: ' Ada@Example.com', passwordHash: 'h' })
  expect(() =>
    state.saveUser({ id: 'usr_2', email: 'ada@example.com', passwordHash: 'h' }),
  ).toThrow('UNIQUE')
  expect(state.userByEmail('ada@example.com')).toHaveProperty('id', 'usr_1')
  state.close()
})

test.each([
  [' Ada@Example.COM ', 'ada@example.com'],
  ['zoe\u0308@example.com', 'zo\u00eb@example.com'],
])('the one spelling of %j is %j', (typed, email) => {
  expect(normalizedEmail(typed)).toBe(email)
})
