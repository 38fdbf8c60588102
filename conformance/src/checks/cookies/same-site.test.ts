import { expect, test } from 'vitest'
import * as t from '../../../test/literal.ts'
import { check } from './same-site.ts'

const access = (rest: string) => `Set-Cookie: ${t.ACCESS}=${t.A1}; Path=/; Secure; HttpOnly${rest}`

test.each([
  ['Strict', [t.goodAccess, t.goodRefresh], 'pass'],
  ['Lax', [access('; SameSite=Lax')], 'pass'],
  ['any case', [access('; samesite=STRICT')], 'pass'],
  ['innocent lines beside it', [t.goodAccess, ...t.innocents], 'pass'],
  ['absent', [access('')], 'fail'],
  ['None', [access('; SameSite=None')], 'fail'],
  ['a word that no browser knows', [access('; SameSite=Bogus')], 'fail'],
  ['the last of two decides', [access('; SameSite=Strict; SameSite=None')], 'fail'],
  [
    'refresh absent',
    [t.goodAccess, `Set-Cookie: ${t.REFRESH}=${t.R1}; Path=/auth/refresh`],
    'fail',
  ],
  ['only innocent lines', t.innocents, 'not-applicable'],
])('%s', (_name, lines, status) => {
  expect(check.evaluate({ ledger: t.setting(lines) }, t.context).status).toBe(status)
})

test('names None where it is None', () => {
  const ledger = t.setting([access('; SameSite=None')])
  expect(check.evaluate({ ledger }, t.context).because).toContain('SameSite=None')
})
