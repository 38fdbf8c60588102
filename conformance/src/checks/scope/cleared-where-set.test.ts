import { expect, test } from 'vitest'
import type { SignOutEvidence } from '../../evidence/evidence.ts'
import * as t from '../../../test/literal.ts'
import { check } from './cleared-where-set.ts'

const gone = (name: string, path: string) => `Set-Cookie: ${name}=; Path=${path}; Max-Age=0`
const held = [t.cookie(t.ACCESS), t.cookie(t.REFRESH, '/auth/refresh')]

function evidence(lines: readonly string[], after: SignOutEvidence['cookiesAfter']) {
  const refused = t.probe('saved access', t.exchange('GET /api/me', 401))
  const signOut: SignOutEvidence = {
    user: 'ada',
    credentials: t.both,
    before: [],
    signOut: [t.exchange('POST /auth/logout', 303, lines)],
    access: refused,
    control: refused,
    cookiesBefore: held,
    cookiesAfter: after,
  }
  return { signOut }
}

test.each([
  ['each at its own path', [gone(t.ACCESS, '/'), gone(t.REFRESH, '/auth/refresh')], [], 'pass'],
  [
    'more deletion lines than needed',
    [gone(t.ACCESS, '/'), gone(t.REFRESH, '/'), gone(t.REFRESH, '/auth/refresh')],
    [],
    'pass',
  ],
  [
    'an anonymous cookie in its place',
    [gone(t.ACCESS, '/')],
    [t.cookie(t.ACCESS, '/', 'anonymous')],
    'pass',
  ],
  [
    'refresh cleared at the root',
    [gone(t.ACCESS, '/'), gone(t.REFRESH, '/')],
    held.slice(1),
    'fail',
  ],
  ['refresh forgotten is another check’s finding', [gone(t.ACCESS, '/')], held.slice(1), 'pass'],
  ['nothing deleted', [], held, 'not-applicable'],
  ['only other cookies deleted', [gone('csrf', '/')], held, 'not-applicable'],
])('%s', (_name, lines, after, status) => {
  expect(check.evaluate(evidence(lines, after), t.context).status).toBe(status)
})

test('names the cookie and the path that it really has', () => {
  const verdict = check.evaluate(evidence([gone(t.REFRESH, '/')], held.slice(1)), t.context)
  expect(verdict.because).toContain(`${t.REFRESH} at Path=/auth/refresh`)
})
