import { describe, expect, test } from 'vitest'
import { cookie } from '../../test/literal.ts'
import type { SeenResponse } from '../wire/exchange.ts'
import { cookiesFor, credentialsOf } from './credentials.ts'
import { findIdentity, identify } from './identity.ts'
import { endOf, jwtExpiry, milliseconds } from './lifetime.ts'
import { currentSessionId } from './session-id.ts'
import { fillIn, mentions } from './template.ts'

function answer(body: unknown, status = 200, headers: SeenResponse['headers'] = []): SeenResponse {
  return { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }
}

describe('identity', () => {
  test.each([
    ['a JSON pointer', { json: '/user/id' }, answer({ user: { id: 7 } }), '7'],
    ['a pointer into an array', { json: '/0/a~1b' }, answer([{ 'a/b': 'ada' }]), 'ada'],
    ['a pointer that leads nowhere', { json: '/user/id' }, answer({}), undefined],
    ['no JSON at all', { json: '/user/id' }, answer('<html>'), undefined],
    ['null is nobody', { json: '/user' }, answer({ user: null }), undefined],
    ['a refusal names nobody', { json: '/user' }, answer({ user: 'ada' }, 401), undefined],
    ['a header', { header: 'X-User' }, answer('', 200, [['x-user', 'ada']]), 'ada'],
    ['the group of an expression', { text: 'Hello (\\w+)' }, answer('Hello ada!'), 'ada'],
    ['a whole expression', { text: 'ada' }, answer('Hello ada!'), 'ada'],
    ['a selector', { selector: '#u' }, answer('<b id=u> ada </b>'), 'ada'],
    [
      'an attribute',
      { selector: 'meta[name=u]@content' },
      answer('<meta name=u content=ada>'),
      'ada',
    ],
  ])('%s', (_name, identity, response, user) => {
    expect(identify(identity, response)).toBe(user)
  })

  test.each([
    ['the account’s name wherever it stands', { a: 1, me: { mail: 'ada' } }, { json: '/me/mail' }],
    ['a subject before an e-mail', { email: 'a@b', sub: 'u1' }, { json: '/sub' }],
    ['the name in a page', '<p>Hi ada</p>', { text: 'ada' }],
    ['nothing telling', { ok: true }, undefined],
  ])('finds %s', (_name, body, identity) => {
    expect(findIdentity({ username: 'ada', password: 'x' }, answer(body))).toEqual(identity)
  })
})

test.each([
  ['30s', 30_000],
  ['5m', 300_000],
  ['8h', 28_800_000],
  ['250ms', 250],
  ['1.5h', 5_400_000],
  ['90', 90_000],
  ['soon', undefined],
])('%s in milliseconds', (text, ms) => expect(milliseconds(text)).toBe(ms))

describe('the end of an access credential', () => {
  const jwt = `eyJhbGciOiJub25lIn0.${btoa('{"exp":1700000000}')}.c2ln`

  test('is read from a JWT, alone or inside a value', () => {
    expect(jwtExpiry(jwt)).toBe(1_700_000_000_000)
    expect(jwtExpiry(`v1:${jwt}`)).toBe(1_700_000_000_000)
    expect(jwtExpiry('opaque')).toBeUndefined()
    expect(jwtExpiry('eyJhbGciOiJub25lIn0.eyJicm9rZW4.c2ln')).toBeUndefined()
  })

  test('is the config’s word before the token’s own', () => {
    expect(endOf([{ ...cookie('at'), value: jwt }], 1000, '4s').token).toBe(5000)
    expect(endOf([{ ...cookie('at'), value: jwt }], 1000, undefined).token).toBe(1_700_000_000_000)
  })

  test('of the cookie is the first of its parts, and never for a session cookie', () => {
    expect(endOf([{ ...cookie('a'), expires: 9 }, cookie('b')], 0, undefined).cookie).toBe(9)
    expect(endOf([cookie('b')], 0, undefined).cookie).toBe(Infinity)
  })
})

test.each([
  [
    'a list that marks the current one',
    [
      { id: 'a', current: false },
      { id: 'b', current: true },
    ],
    'b',
  ],
  ['a list inside an object', { sessions: [{ sid: 7, isCurrent: true }, { sid: 8 }] }, '7'],
  ['the only one there is', [{ session_id: 'only' }], 'only'],
  ['none marked', [{ id: 'a' }, { id: 'b' }], undefined],
  [
    'two marked',
    [
      { id: 'a', current: true },
      { id: 'b', current: true },
    ],
    undefined,
  ],
  ['no list', { error: 'no' }, undefined],
])('the session id from %s', (_name, body, id) => {
  expect(currentSessionId(JSON.stringify(body))).toBe(id)
})

describe('placeholders', () => {
  const cookies = [{ ...cookie('csrf'), value: 't 1' }]

  test('are filled in everywhere, and escaped in a path', () => {
    const request = {
      method: 'POST',
      path: '/s/{sessionId}',
      headers: { 'x-csrf': '{cookie:csrf}' },
      json: { who: ['{username}'], other: '{unknown}', count: 3 },
    }
    expect(fillIn(request, { sessionId: 'a/b', username: 'ada', cookies })).toEqual({
      method: 'POST',
      path: '/s/a%2Fb',
      headers: { 'x-csrf': 't 1' },
      json: { who: ['ada'], other: '{unknown}', count: 3 },
    })
    expect(mentions(request, 'sessionId')).toBe(true)
    expect(mentions(request, 'userId')).toBe(false)
  })

  test('that nothing is known for stop the journey with a hint', () => {
    expect(() => fillIn({ path: '/{sessionId}' }, {})).toThrow('{sessionId}')
    expect(() => fillIn({ path: '/', text: '{cookie:none}' }, { cookies })).toThrow('{cookie:none}')
  })
})

describe('credentials', () => {
  const jar = [cookie('at.1'), cookie('at'), cookie('rt', '/auth/refresh'), cookie('attic')]

  test('that went into several cookies are one', () => {
    const found = credentialsOf({ access: 'at', refresh: 'rt' }, jar, [])
    expect(found).toEqual({ access: ['at.1', 'at'], refresh: ['rt'] })
  })

  test('a bare client sends what the path matches', () => {
    expect(Object.keys(cookiesFor(jar, '/api/me?x=1'))).toEqual(['at.1', 'at', 'attic'])
    expect(Object.keys(cookiesFor(jar, '/auth/refresh'))).toContain('rt')
  })
})
