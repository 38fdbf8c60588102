import { expect, test } from 'vitest'
import * as t from '../../../test/literal.ts'
import { check } from './secure.ts'

const openAccess = `Set-Cookie: accessToken=${t.A1}; Path=/; HttpOnly; SameSite=Strict`
const openRefresh = `Set-Cookie: ${t.REFRESH}=${t.R1}; Path=/auth/refresh; HttpOnly; SameSite=Strict`

test.each([
  ['Secure everywhere', [t.goodAccess, t.goodRefresh], 'pass'],
  ['any case, any place', [`Set-Cookie: ${t.ACCESS}=${t.A1}; SECURE; Path=/`], 'pass'],
  ['innocent lines beside it', [t.goodAccess, ...t.innocents], 'pass'],
  ['access without', [openAccess, t.goodRefresh], 'fail'],
  ['refresh without', [t.goodAccess, openRefresh], 'fail'],
  ['the value "Secure" is no attribute', [`Set-Cookie: ${t.ACCESS}=Secure; Path=/`], 'fail'],
  ['nothing set', [], 'not-applicable'],
  ['only innocent lines', t.innocents, 'not-applicable'],
])('%s', (_name, lines, status) => {
  expect(check.evaluate({ ledger: t.setting(lines) }, t.context).status).toBe(status)
})

test('a later answer that forgets it is caught', () => {
  const trail = [
    t.exchange('GET /auth/callback', 302, [t.goodAccess]),
    t.exchange('POST /auth/refresh', 307, [openRefresh]),
  ]
  const verdict = check.evaluate({ ledger: t.ledger(trail) }, t.context)
  expect(verdict.seen).toEqual([{ line: openRefresh, exchange: trail[1]?.id }])
})

test('one session cookie is a credential', () => {
  const ledger = t.setting(['Set-Cookie: sid=x; HttpOnly'], t.accessOnly)
  expect(check.evaluate({ ledger }, t.context).status).toBe('fail')
})
