import { expect, it } from 'vitest'
import type { StoredCookie } from '../../conformance/src/drivers/port.ts'
import { belongsTo, heldBack } from './held-back.ts'

const cookie: StoredCookie = {
  name: '__Secure-refreshToken',
  value: 'R1',
  domain: 'app.test',
  hostOnly: true,
  path: '/auth/refresh',
  secure: true,
  httpOnly: true,
  sameSite: 'strict',
}

it.each([
  { url: 'https://app.test/api/me', headers: [], rule: 'Path=/auth/refresh' },
  { url: 'https://app.test/auth/refreshments', headers: [], rule: 'Path=/auth/refresh' },
  { url: 'http://app.test/auth/refresh', headers: [], rule: 'Secure, and this is plain http' },
  {
    url: 'https://app.test/auth/refresh',
    headers: [['Sec-Fetch-Site', 'cross-site']] as const,
    rule: 'SameSite=Strict, and this comes from another site',
  },
])('$url: $rule', ({ url, headers, rule }) => {
  expect(heldBack(cookie, { method: 'GET', url, headers })).toBe(rule)
})

it.each([
  { host: 'app.test', hostOnly: true, belongs: true },
  { host: 'www.app.test', hostOnly: true, belongs: false },
  { host: 'www.app.test', hostOnly: false, belongs: true },
  { host: 'demo.scalekit.test', hostOnly: false, belongs: false },
])('at $host, host-only $hostOnly: $belongs', ({ host, hostOnly, belongs }) => {
  expect(belongsTo({ ...cookie, hostOnly }, `https://${host}/`)).toBe(belongs)
})
