import { expect, test } from 'vitest'
import * as t from '../../../test/literal.ts'
import { check } from './access-refused.ts'

function evidence(status: number, user?: string, lines: readonly string[] = []) {
  const control = t.probe('a fresh session', t.exchange('GET /api/me', 200), 'ada')
  return {
    signOut: {
      user: 'ada',
      credentials: t.both,
      before: [control],
      signOut: [t.exchange('POST /auth/logout', 303, lines)],
      access: t.probe('saved access', t.exchange('GET /api/me', status), user),
      control,
      cookiesBefore: [],
      cookiesAfter: [],
    },
  }
}

test.each([
  ['401', evidence(401), 'pass'],
  ['a redirect to sign-in', evidence(302), 'pass'],
  ['cookies left behind are another check’s finding', evidence(401, undefined, []), 'pass'],
  ['still answered', evidence(200, 'ada'), 'fail'],
  ['still answered although the cookie was cleared', evidence(200, 'ada', t.innocents), 'fail'],
])('%s', (_name, given, status) => {
  expect(check.evaluate(given, t.context).status).toBe(status)
})
