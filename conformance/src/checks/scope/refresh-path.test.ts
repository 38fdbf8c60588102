import { expect, test } from 'vitest'
import * as t from '../../../test/literal.ts'
import { check } from './refresh-path.ts'

const at = (path: string) => `Set-Cookie: ${t.REFRESH}=${t.R1}${path}; HttpOnly; Secure`

test.each([
  ['the endpoint itself', [at('; Path=/auth/refresh')], 'pass'],
  ['below the endpoint', [at('; Path=/auth/refresh/v2')], 'pass'],
  ['the last Path decides', [at('; Path=/; Path=/auth/refresh')], 'pass'],
  ['innocent lines beside it', [t.goodRefresh, t.goodAccess, ...t.innocents], 'pass'],
  [
    'deletion at another path',
    [t.goodRefresh, `Set-Cookie: ${t.REFRESH}=; Path=/; Max-Age=0`],
    'pass',
  ],
  ['the root', [at('; Path=/')], 'fail'],
  ['the folder above', [at('; Path=/auth')], 'fail'],
  ['no Path: the default path of /auth/callback is /auth', [at('')], 'fail'],
  ['a path that only begins like it', [at('; Path=/auth/refreshed')], 'fail'],
  ['wide at a rotation only', [t.goodRefresh, at('; Path=/')], 'fail'],
  [
    'a copy under another name is the ledger’s finding',
    [t.goodRefresh, `Set-Cookie: copy=${t.R1}; Path=/`],
    'pass',
  ],
])('%s', (_name, lines, status) => {
  const evidence = { refresh: t.refreshed(), ledger: t.setting(lines) }
  expect(check.evaluate(evidence, t.context).status).toBe(status)
})

test('does not apply without a refresh cookie', () => {
  const refresh = t.refreshed({ credentials: t.accessOnly, crossings: [], after: [] })
  const evidence = { refresh, ledger: t.setting([], t.accessOnly) }
  expect(check.evaluate(evidence, t.context).status).toBe('not-applicable')
})
