import { describe, expect, expectTypeOf, test } from 'vitest'
import type * as v from 'valibot'
import type { Config } from './config.ts'
import { command, defineConfig, env, form, request } from './helpers.ts'
import { readConfig, resolveEnv, withoutUnknown } from './read-config.ts'
import type { configSchema } from './schema.ts'

const whole = {
  url: 'http://localhost:3000',
  accounts: [{ username: 'ada', password: 'secret' }],
  signIn: { form: { path: '/login', username: '#email', password: '#password' } },
  protected: { api: '/api/me', page: '/dashboard' },
  identity: { json: '/user/id' },
  session: { access: 'a', refresh: ['r', 'r.sig'] },
  refresh: { path: '/auth/refresh', method: 'POST' },
  signOut: { method: 'POST', path: '/logout' },
  sessions: { list: { path: '/sessions' } },
  revoke: { command: './revoke.sh' },
  revokes: 'user',
  lifetimes: { access: '5m', replayWindow: '30s', idle: '30m', absolute: '8h' },
  expire: 'drop-cookie',
  transparency: 'inline',
}

test('the schema and the type have the same fields', () => {
  type Read = v.InferOutput<typeof configSchema>
  expectTypeOf<keyof Read>().toEqualTypeOf<keyof Config>()
})

test('a whole config is read as it stands', () => {
  expect(readConfig(whole)).toEqual(whole)
})

test.each([
  ['a refresh that there is not', { refresh: false }],
  ['sign-in by request', { signIn: { request: { path: '/login', json: { user: 1 } } } }],
  ['a revoke request', { revoke: { request: { path: '/x' } } }],
  ['an expire hook', { expire: { command: 'x' } }],
  ['identity by a text', { identity: { text: 'Hello (\\w+)' } }],
  ['an absolute URL', { protected: { api: 'https://api.example.com/me' } }],
])('%s', (_name, part) => {
  expect(readConfig({ ...whole, ...part })).toMatchObject(part)
})

describe('what is wrong is said in one sentence', () => {
  const { url: _url, ...withoutUrl } = whole
  test.each<[unknown, string]>([
    ['text', 'the config must be an object'],
    [withoutUrl, 'url is missing: the address of the target'],
    [
      { ...whole, url: 'localhost:3000' },
      'url must be an http or https URL, for example "http://localhost:3000"',
    ],
    [{ ...whole, signin: {} }, 'signin is not a field; did you mean "signIn"?'],
    [{ ...whole, xyz: 1 }, 'xyz is not a field; known here: url, accounts'],
    [{ ...whole, accounts: [] }, 'accounts must hold at least one account'],
    [{ ...whole, accounts: [{ username: 'a' }] }, 'accounts[0].password is missing'],
    [{ ...whole, accounts: [{ username: 'a', pasword: 'b' }] }, 'accounts[0]'],
    [{ ...whole, signIn: { form: { path: '/l', usrname: '#a', password: '#b' } } }, 'signIn.form.'],
    [{ ...whole, signIn: { from: {} } }, 'signIn'],
    [
      { ...whole, signIn: { request: { path: 'login' } } },
      'signIn.request.path must be a path that begins with "/"',
    ],
    [{ ...whole, signOut: { path: '/x', json: 1, text: 'y' } }, 'signOut may have one body'],
    [{ ...whole, protected: {} }, 'protected must name an "api" or a "page"'],
    [{ ...whole, lifetimes: { access: 'soon' } }, 'lifetimes.access must be a duration'],
    [
      { ...whole, lifetimes: { acces: '5m' } },
      'lifetimes.acces is not a field; did you mean "access"?',
    ],
    [{ ...whole, revokes: 'all' }, 'revokes must be "session" or "user"'],
    [{ ...whole, expire: 'never' }, 'expire must be "auto"'],
    [{ ...whole, identity: { json: 'user.id' } }, 'identity.json must be a JSON pointer'],
    [{ ...whole, identity: { text: '(' } }, 'identity.text must be a regular expression'],
    [{ ...whole, refresh: true }, 'refresh must be { path, method }, or false'],
    [
      { ...whole, revoke: { comand: 'x' } },
      'revoke.comand is not a field; did you mean "command"?',
    ],
  ])('%#: %j', (data, message) => {
    expect(() => readConfig(data)).toThrow(message)
  })
})

test('what is not known is left out of a published description, and named', () => {
  const { lifetimes } = whole
  const published = { ...whole, slow: {}, later: 1, lifetimes: { ...lifetimes, more: 1 } }
  const { data, dropped } = withoutUnknown(published)
  expect(data).toEqual(whole)
  expect([...dropped].sort()).toEqual(['later', 'lifetimes.more', 'slow'])
})

test('the helpers only make data', () => {
  const config = defineConfig({
    accounts: [{ username: env('E2E_USER'), password: env('E2E_PASSWORD') }],
    signIn: form({ path: '/login', username: '#u', password: '#p' }),
    protected: { api: '/me' },
    revoke: request({ path: '/revoke' }),
    expire: command('./expire.sh'),
  })
  const variables = { E2E_USER: 'ada', E2E_PASSWORD: 's3cret' }
  expect(resolveEnv(JSON.parse(JSON.stringify(config)), variables)).toEqual({
    accounts: [{ username: 'ada', password: 's3cret' }],
    signIn: { form: { path: '/login', username: '#u', password: '#p' } },
    protected: { api: '/me' },
    revoke: { request: { path: '/revoke' } },
    expire: { command: './expire.sh' },
  })
  expect(() => resolveEnv(config, { E2E_USER: 'ada' })).toThrow(
    'accounts[0].password: the environment variable E2E_PASSWORD is not set',
  )
})
