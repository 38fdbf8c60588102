import { describe, expect, test } from 'vitest'
import { citations } from './citations.ts'
import { checkById, checks } from './index.ts'

const core = [
  'cookies/access-http-only',
  'cookies/refresh-http-only',
  'cookies/secure',
  'cookies/same-site',
  'scope/refresh-ledger',
  'refresh/transparent',
  'revoke/access-refused',
]

test('the core is what people ask for first', () => {
  expect(checks.filter((check) => check.core).map(({ id }) => id)).toEqual(core)
})

test('an id finds its check, and nothing else does', () => {
  expect(checkById('cookies/secure')?.title).toContain('Secure')
  expect(checkById('cookies/nothing')).toBeUndefined()
})

describe.each(checks.map((check) => [check.id, check] as const))('%s', (_id, check) => {
  test('says all that a reader needs', () => {
    for (const text of [check.why, check.judged, check.expected]) {
      expect(text.length).toBeGreaterThan(40)
      expect(text).toMatch(/\.$/)
    }
    expect(check.fix.express.length).toBeGreaterThan(20)
    expect(check.citations.length).toBeGreaterThan(0)
    expect(check.citations.every((id) => id in citations)).toBe(true)
    expect(check.drivers.length).toBeGreaterThan(0)
  })
})
