import { expect, test } from 'vitest'
import * as t from '../../../test/literal.ts'
import { check } from './credential-no-store.ts'

test.each([
  ['no-store', ['Cache-Control: no-store', t.goodAccess], 'pass'],
  ['among others, any case', ['cache-control: private, No-Store, max-age=0', t.goodAccess], 'pass'],
  ['absent', [t.goodAccess], 'fail'],
  ['private alone', ['Cache-Control: private', t.goodAccess], 'fail'],
  ['no-cache alone', ['Cache-Control: no-cache', t.goodAccess], 'fail'],
  [
    'no-store as the value of another directive',
    ['Cache-Control: private="no-store"', t.goodAccess],
    'fail',
  ],
  ['a copy under another name', [`Set-Cookie: copy=${t.R1}`], 'fail'],
  ['deletions, CSRF and balancer cookies', t.innocents, 'not-applicable'],
  ['nothing set', [], 'not-applicable'],
])('%s', (_name, lines, status) => {
  expect(check.evaluate({ ledger: t.setting(lines) }, t.context).status).toBe(status)
})

test('a refresh that forgets it is caught, and the status line quoted', () => {
  const trail = [
    t.exchange('GET /auth/callback', 302, ['Cache-Control: no-store', t.goodAccess]),
    t.exchange('POST /auth/refresh', 307, [t.goodRefresh]),
  ]
  const verdict = check.evaluate({ ledger: t.ledger(trail) }, t.context)
  expect(verdict.because).toContain('1 of the 2 responses')
  expect(verdict.seen.map(({ line }) => line)).toEqual([
    `POST ${t.origin}/auth/refresh → 307`,
    '(no Cache-Control)',
  ])
})
