import { expect, test } from 'vitest'
import * as t from '../../../test/literal.ts'
import { check } from './access-refused.ts'

const call = t.exchange('DELETE /auth/sessions/s1', 204)

function evidence(status: number, user?: string, refusedAfterMs?: number) {
  const control = t.probe('a fresh session', t.exchange('GET /api/me', 200), 'ada')
  const access = t.probe('saved access', t.exchange('GET /api/me', status), user)
  const timed = refusedAfterMs === undefined ? {} : { refusedAfterMs }
  return {
    revocation: {
      user: 'ada',
      credentials: t.both,
      before: [control],
      revocation: call,
      access,
      control,
      ...timed,
    },
  }
}

test.each([
  ['401', evidence(401, undefined, 3), 'pass'],
  ['a redirect to sign-in is a refusal too', evidence(302), 'pass'],
  ['a page that knows nobody', evidence(200), 'pass'],
  ['still answered', evidence(200, 'ada'), 'fail'],
  ['refused a little later', evidence(200, 'ada', 900), 'fail'],
])('%s', (_name, given, status) => {
  expect(check.evaluate(given, t.context).status).toBe(status)
})

test('reports how long it took', () => {
  expect(check.evaluate(evidence(200, 'ada', 900), t.context).because).toContain('900 ms')
})
