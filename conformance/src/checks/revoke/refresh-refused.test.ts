import { expect, test } from 'vitest'
import type { Probe, RevocationEvidence } from '../../evidence/evidence.ts'
import * as t from '../../../test/literal.ts'
import { check } from './refresh-refused.ts'

const call = t.exchange('DELETE /auth/sessions/s1', 204)
const control = t.probe('a fresh session', t.exchange('GET /api/me', 200), 'ada')
const access = t.probe('saved access', t.exchange('GET /api/me', 401))

function evidence(refresh?: Probe, credentials = t.both) {
  const given = refresh ? { refresh } : {}
  const revocation: RevocationEvidence = {
    user: 'ada',
    credentials,
    before: [],
    revocation: call,
    access,
    control,
    ...given,
  }
  return { refreshCookie: { names: credentials.refresh }, revocation }
}

const answer = (status: number, lines: readonly string[] = [], user?: string) =>
  t.probe('saved refresh', t.exchange('GET /auth/refresh', status, lines), user)

test.each([
  ['401', evidence(answer(401)), 'pass'],
  ['401 with deletion lines', evidence(answer(401, t.innocents)), 'pass'],
  ['a redirect to sign-in', evidence(answer(303)), 'pass'],
  ['new credentials', evidence(answer(307, [t.goodAccess, t.goodRefresh])), 'fail'],
  ['a user behind them', evidence(answer(200, [], 'ada')), 'fail'],
  ['one session cookie', evidence(undefined, t.accessOnly), 'not-applicable'],
  ['an endpoint that cannot be asked', evidence(), 'not-applicable'],
])('%s', (_name, given, status) => {
  expect(check.evaluate(given, t.context).status).toBe(status)
})
