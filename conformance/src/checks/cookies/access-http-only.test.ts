import { expect, test } from 'vitest'
import * as t from '../../../test/literal.ts'
import { check } from './access-http-only.ts'

const bare = `Set-Cookie: ${t.ACCESS}=${t.A1}; Path=/; Secure; SameSite=Strict`

test.each([
  ['HttpOnly on each line', t.signIn(), t.setting([t.goodAccess]), 'pass'],
  ['lower case is the same attribute', t.signIn(), t.setting([`${bare}; httponly`]), 'pass'],
  [
    'innocent lines beside it',
    t.signIn('csrf=x'),
    t.setting([t.goodAccess, ...t.innocents]),
    'pass',
  ],
  ['HttpOnly missing', t.signIn(), t.setting([bare]), 'fail'],
  ['missing on the second line only', t.signIn(), t.setting([t.goodAccess, bare]), 'fail'],
  [
    'refresh without it is not this finding',
    t.signIn(),
    t.setting([t.goodAccess, `Set-Cookie: ${t.REFRESH}=${t.R1}`]),
    'pass',
  ],
  [
    'a readable copy under another name',
    t.signIn(),
    t.setting([t.goodAccess, `Set-Cookie: copy=${t.A1}`]),
    'fail',
  ],
  [
    'document.cookie shows it all the same',
    t.signIn(`a=b; ${t.ACCESS}=${t.A1}`),
    t.setting([t.goodAccess]),
    'fail',
  ],
  ['no access cookie', t.signIn('', { access: [], refresh: [] }), t.setting([]), 'not-applicable'],
])('%s', (_name, signIn, ledger, status) => {
  expect(check.evaluate({ signIn, ledger }, t.context).status).toBe(status)
})

test('quotes the line and its exchange', () => {
  const ledger = t.setting([bare])
  expect(check.evaluate({ signIn: t.signIn(), ledger }, t.context).seen).toEqual([
    { line: bare, exchange: ledger.trail[0]?.id },
  ])
})

test('a cookie of the same name from another origin is none of its business', () => {
  const elsewhere = t.exchange('GET http://idp.example/login', 200, [bare])
  const evidence = { signIn: t.signIn(), ledger: t.ledger([elsewhere]) }
  expect(check.evaluate(evidence, t.context).status).toBe('pass')
})

test('cookies that are one credential are judged as one', () => {
  const pair = { access: ['koa.sess', 'koa.sess.sig'], refresh: [] }
  const lines = ['Set-Cookie: koa.sess=x; HttpOnly', 'Set-Cookie: koa.sess.sig=y']
  const evidence = { signIn: t.signIn('', pair), ledger: t.setting(lines, pair) }
  expect(check.evaluate(evidence, t.context).status).toBe('fail')
})
