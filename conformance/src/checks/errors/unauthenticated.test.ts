import { expect, test } from 'vitest'
import * as t from '../../../test/literal.ts'
import { check } from './unauthenticated.ts'

const json = 'Content-Type: application/problem+json'
const refused = (label: string, status = 401, line = json) =>
  t.probe(label, t.exchange('GET /api/me', status, [line]))
const accepted = t.probe('revoked', t.exchange('GET /api/me', 200), 'ada')

test.each([
  ['401 for each reason', [refused('none'), refused('garbage'), refused('revoked')], 'pass'],
  [
    'a charset makes no difference',
    [refused('none'), refused('garbage', 401, `${json}; charset=utf-8`)],
    'pass',
  ],
  [
    'no body at all, each time',
    [refused('none', 401, 'X-A: b'), refused('garbage', 401, 'X-A: b')],
    'pass',
  ],
  ['an accepted value is another check’s finding', [refused('none'), accepted], 'pass'],
  ['a redirect', [refused('none', 302, 'Location: /login'), refused('garbage')], 'fail'],
  ['403', [refused('none', 403)], 'fail'],
  ['a sign-in page with 200', [refused('none', 200, 'Content-Type: text/html')], 'fail'],
  ['500 for garbage', [refused('none'), refused('garbage', 500)], 'fail'],
  [
    'HTML for one reason',
    [refused('none'), refused('revoked', 401, 'Content-Type: text/html')],
    'fail',
  ],
  ['no API', [], 'not-applicable'],
])('%s', (_name, api, status) => {
  expect(check.evaluate({ refusal: { api, page: [] } }, t.context).status).toBe(status)
})
