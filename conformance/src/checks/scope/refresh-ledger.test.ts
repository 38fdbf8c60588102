import { expect, test } from 'vitest'
import * as t from '../../../test/literal.ts'
import { check } from './refresh-ledger.ts'

const sent = (name: string, value: string) => ({ sent: [`Cookie: a=b; ${name}=${value}`] })
const home = t.exchange('GET /auth/refresh?return_to=%2Fhome', 307, [], sent(t.REFRESH, t.R1))

test.each([
  ['only to the endpoint', [home], 'pass'],
  ['it never left at all', [t.exchange('GET /home', 200)], 'pass'],
  [
    'an escaped spelling of the endpoint',
    [t.exchange('GET /auth/%72efresh', 307, [], sent(t.REFRESH, t.R1))],
    'pass',
  ],
  ['other cookies elsewhere', [t.exchange('GET /home', 200, [], sent(t.ACCESS, t.A1))], 'pass'],
  [
    'what the suite sent by hand',
    [t.exchange('GET /api/me', 401, [], { ...sent(t.REFRESH, t.R1), kind: 'raw' })],
    'pass',
  ],
  [
    'with an API request',
    [home, t.exchange('GET /api/me', 200, [], sent(t.REFRESH, t.R1))],
    'fail',
  ],
  [
    'with an asset',
    [t.exchange('GET /app.css', 200, [], { ...sent(t.REFRESH, t.R1), kind: 'subresource' })],
    'fail',
  ],
  ['an older value', [t.exchange('GET /api/me', 200, [], sent(t.REFRESH, t.R2))], 'fail'],
  ['under another name', [t.exchange('GET /api/me', 200, [], sent('copy', t.R1))], 'fail'],
  ['a sibling path', [t.exchange('GET /auth/refreshed', 404, [], sent(t.REFRESH, t.R1))], 'fail'],
  [
    'the same path of another origin',
    [t.exchange('GET http://localhost:9/auth/refresh', 200, [], sent(t.REFRESH, t.R1))],
    'fail',
  ],
  [
    'in a header',
    [t.exchange('GET /api/me', 200, [], { sent: [`Authorization: Bearer ${t.R1}`] })],
    'fail',
  ],
  ['in a URL', [t.exchange(`GET /api/me?t=${t.R1}`, 200)], 'fail'],
  ['in a body', [t.exchange('POST /log', 204, [], { body: `{"t":"${t.R1}"}` })], 'fail'],
])('%s', (_name, trail, status) => {
  const evidence = { refresh: t.refreshed(), ledger: t.ledger(trail) }
  expect(check.evaluate(evidence, t.context).status).toBe(status)
})

test('says where it went and quotes the cookie, not its neighbours', () => {
  const stray = t.exchange('GET /api/me', 200, [], sent('copy', t.R1))
  const verdict = check.evaluate(
    { refresh: t.refreshed(), ledger: t.ledger([home, stray]) },
    t.context,
  )
  expect(verdict.because).toBe('1 of 2 requests with the refresh value went elsewhere: /api/me.')
  expect(verdict.seen).toEqual([
    { line: `GET ${t.origin}/api/me with Cookie: copy=${t.R1}`, exchange: stray.id },
  ])
})

test('does not apply without a refresh cookie', () => {
  const refresh = t.refreshed({ credentials: t.accessOnly, crossings: [], after: [] })
  const evidence = { refresh, ledger: t.ledger([], t.accessOnly) }
  expect(check.evaluate(evidence, t.context).status).toBe('not-applicable')
})
