import { expect, test } from 'vitest'
import * as t from '../../../test/literal.ts'
import { check } from './refresh-http-only.ts'

const bare = `Set-Cookie: ${t.REFRESH}=${t.R2}; Path=/auth/refresh; Secure; SameSite=Strict`

test.each([
  ['HttpOnly on each line', t.signIn(), t.setting([t.goodAccess, t.goodRefresh]), 'pass'],
  [
    'innocent lines beside it',
    t.signIn('csrf=x'),
    t.setting([t.goodRefresh, ...t.innocents]),
    'pass',
  ],
  [
    'access without it is not this finding',
    t.signIn(),
    t.setting([`Set-Cookie: ${t.ACCESS}=${t.A1}`, t.goodRefresh]),
    'pass',
  ],
  ['missing at sign-in', t.signIn(), t.setting([bare]), 'fail'],
  ['missing at the rotation only', t.signIn(), t.setting([t.goodRefresh, bare]), 'fail'],
  [
    'document.cookie shows it',
    t.signIn(`${t.REFRESH}=${t.R1}`),
    t.setting([t.goodRefresh]),
    'fail',
  ],
  [
    'one session cookie and no refresh',
    t.signIn('', t.accessOnly),
    t.setting(['Set-Cookie: sid=x'], t.accessOnly),
    'not-applicable',
  ],
])('%s', (_name, signIn, ledger, status) => {
  expect(check.evaluate({ signIn, refreshCookie: { names: [] }, ledger }, t.context).status).toBe(
    status,
  )
})

test('says how many lines and quotes the bad one', () => {
  const verdict = check.evaluate(
    {
      signIn: t.signIn(),
      refreshCookie: { names: [t.REFRESH] },
      ledger: t.setting([t.goodRefresh, bare]),
    },
    t.context,
  )
  expect(verdict.because).toContain('1 of the 2 Set-Cookie lines')
  expect(verdict.seen.map(({ line }) => line)).toEqual([bare])
})
