import { describe, expect, test } from 'vitest'
import { definePolicy } from './policy.ts'
import { policyFromEnvironment } from './policy-environment.ts'

const origin = 'https://app.example'
/** As it comes from JavaScript, or from a file. */
const unchecked = (options: object) => definePolicy({ origin, ...options })

test('the defaults', () => {
  expect(definePolicy({ origin })).toMatchObject({
    cookies: {
      access: {
        name: '__Host-accessToken',
        path: '/',
        secure: true,
        sameSite: 'Strict',
        httpOnly: true,
      },
      refresh: {
        name: '__Secure-refreshToken',
        path: '/auth/refresh',
        secure: true,
        sameSite: 'Strict',
      },
      signIn: { name: '__Host-signIn', sameSite: 'Lax' },
    },
    idleMs: 1_800_000,
    absoluteMs: 28_800_000,
    replayWindowMs: 30_000,
    strategy: 'redirect',
    providerCheckMs: Infinity,
  })
})

test.each<[string, object, string]>([
  ['a trailing slash', { origin: `${origin}/` }, 'scheme, host and port alone'],
  ['plain http', { origin: 'http://app.example' }, 'plain http'],
  ['a trusted origin with a path', { trustedOrigins: [`${origin}/app`] }, 'scheme, host and port'],
  [
    '__Host- for the scoped cookie',
    { cookies: { refresh: { name: '__Host-r' } } },
    'cannot have Path=',
  ],
  ['a plain name', { cookies: { access: { name: 'sid' } } }, 'needs a prefix'],
  ['one name for two', { cookies: { access: { name: '__Host-signIn' } } }, 'a name of its own'],
  ['SameSite=None', { cookies: { access: { sameSite: 'None' } } }, "'Strict' or 'Lax'"],
  ['a name with a separator', { cookies: { access: { name: '__Host-a;b' } } }, 'no cookie name'],
  ['a path elsewhere', { afterSignIn: '//evil.example' }, 'path of this origin'],
  ['a refresh path over the others', { paths: { refresh: '/auth' } }, 'to signIn too'],
  ['the root as refresh path', { paths: { refresh: '/' } }, 'to signIn too'],
  ['a strategy that is none', { strategy: 'cookie' }, 'choose redirect, respond, vault or bearer'],
  ['a strategy by an inherited name', { strategy: 'toString' }, 'choose redirect'],
  ['a window of minutes', { replayWindow: '2m' }, 'second life'],
  ['a session of years', { absolute: '500d' }, '400 days'],
  ['idle over absolute', { idle: '9h' }, 'never take effect'],
  ['no duration', { idle: 'soon' }, 'no duration'],
  ['a check that is no duration', { providerCheck: 'often' }, 'no duration'],
  ['no time at all', { idle: 0 }, 'no length'],
  ['no sessions', { maxSessions: 0 }, 'at least one'],
])('refuses %s, in a sentence', (_, options, sentence) => {
  expect(() => unchecked(options)).toThrow(
    expect.objectContaining({ code: 'policy_invalid', message: expect.stringContaining(sentence) }),
  )
})

test('says everything that is wrong at once', () => {
  const twice = () => unchecked({ replayWindow: '2m', absolute: '500d' })
  expect(twice).toThrow(/second life[^\n]*$/m)
  expect(twice).toThrow(/400 days/)
})

test.each([
  'http://localhost:3000',
  'http://app.localhost',
  'http://127.0.0.1:1',
  'http://[::1]:1',
])('%s may be plain http: browsers keep Secure cookies there', (loopback) =>
  expect(definePolicy({ origin: loopback }).cookies.access.secure).toBe(true),
)

test('the environment turns knobs, and is checked like anything else', () => {
  const knobs = {
    SESSION_STRATEGY: 'vault',
    SESSION_IDLE: '5m',
    SESSION_MAX_PER_USER: '3',
    SESSION_SAME_SITE: 'Lax',
    SESSION_PROVIDER_CHECK: '30s',
  }
  expect(definePolicy({ origin, ...policyFromEnvironment(knobs) })).toMatchObject({
    strategy: 'vault',
    idleMs: 300_000,
    absoluteMs: 28_800_000,
    maxSessions: 3,
    providerCheckMs: 30_000,
    cookies: { access: { sameSite: 'Lax' }, refresh: { sameSite: 'Strict' } },
  })
  const wrong = policyFromEnvironment({ SESSION_IDLE: 'soon', SESSION_MAX_PER_USER: 'few' })
  expect(() => definePolicy({ origin, ...wrong })).toThrow(/no duration[^]*at least one/)
})

describe('the development option', () => {
  const announced: string[] = []
  const development = (environment: string | undefined) =>
    definePolicy({
      origin: 'http://localhost:3000',
      development: { environment, announce: (sentence) => announced.push(sentence) },
    })

  test('drops Secure and prefix, and says so', () => {
    expect(development('development').cookies).toMatchObject({
      access: { name: 'accessToken', secure: false, httpOnly: true },
      refresh: { name: 'refreshToken', path: '/auth/refresh', secure: false },
      signIn: { name: 'signIn', secure: false },
    })
    expect(announced).toEqual([expect.stringContaining('no Secure, no prefix')])
  })

  test('is refused in production', () => {
    expect(() => development('production')).toThrow('NODE_ENV=production')
  })
})
