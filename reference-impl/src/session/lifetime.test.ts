import { expect, test } from 'vitest'
import { endOf, idleEnd, isActivityDue, isTokenExpired } from './lifetime.ts'
import { definePolicy } from './policy.ts'
import type { SessionRecord } from './record.ts'

const policy = definePolicy({ origin: 'https://app.example', idle: '10m', absolute: '1h' })
const record: SessionRecord = {
  sid: 'ses_1',
  userId: 'usr_1',
  generation: 1,
  createdAt: 0,
  lastSeenAt: 0,
  idleExpiresAt: 600_000,
  absoluteExpiresAt: 3_600_000,
  refreshHash: 'h',
}

test.each<[string, SessionRecord | undefined, number, string | undefined]>([
  ['alive', record, 599_999, undefined],
  ['idle for too long', record, 600_000, 'session_expired'],
  ['older than it may be', { ...record, idleExpiresAt: 9e9 }, 3_600_000, 'session_expired'],
  ['revoked', { ...record, revokedAt: 1 }, 2, 'session_revoked'],
  ['forgotten', undefined, 0, 'session_expired'],
])('%s', (_, given, now, end) => expect(endOf(given, now)).toBe(end))

test('activity moves the idle end, and never past the absolute one', () => {
  expect(idleEnd(3_600_000, 0, policy)).toBe(600_000)
  expect(idleEnd(3_600_000, 3_500_000, policy)).toBe(3_600_000)
})

test('activity is noted now and then', () => {
  expect(isActivityDue(record, 29_999, policy)).toBe(false)
  expect(isActivityDue(record, 30_000, policy)).toBe(true)
})

test('a token is good until exp and the tolerance', () => {
  expect(isTokenExpired(10, 11_999, policy)).toBe(false)
  expect(isTokenExpired(10, 12_000, policy)).toBe(true)
})
