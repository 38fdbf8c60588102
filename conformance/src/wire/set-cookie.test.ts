import { describe, expect, test } from 'vitest'
import { octetsBehindMarks } from './mark.ts'
import { readSetCookie } from './set-cookie.ts'

const now = Date.UTC(2026, 10, 20)
const https = { url: 'https://app.example.com/auth/start', now }
const http = { url: 'http://app.example.com/', now }
const DAY = 86_400_000

describe('a stored cookie', () => {
  test.each([
    ['a=1', { path: '/auth', domain: 'app.example.com', hostOnly: true, sameSite: 'default' }],
    ['a=1; Domain=.Example.com', { domain: 'example.com', hostOnly: false }],
    [
      'a=1; samesite=STRICT; secure; httponly',
      { sameSite: 'strict', secure: true, httpOnly: true },
    ],
    ['a=1; SameSite=Lax; SameSite=Strict', { sameSite: 'strict' }],
    ['a=1; Max-Age=60', { expires: now + 60_000 }],
    ['a=1; Max-Age=99999999999', { expires: now + 400 * DAY }],
    ['a=1; Expires=Fri, 31 Dec 9999 23:59:59 GMT', { expires: now + 400 * DAY }],
    ['a=1; Max-Age=x; Expires=Sat, 21 Nov 2026 00:00:00 GMT', { expires: now + DAY }],
    ['a=1; Max-Age=0', { expires: 0 }],
  ])('%s', (line, expected) => {
    const verdict = readSetCookie(line, https)
    expect(verdict.stored && verdict.cookie).toMatchObject(expected)
  })

  test('without a lifetime it is a session cookie', () => {
    const verdict = readSetCookie('a=1', https)
    expect(verdict.stored && 'expires' in verdict.cookie).toBe(false)
  })
})

describe('a refusal names its rule and section', () => {
  test.each([
    ['a=1\u0007', https, 'control character', '6265bis 5.6'],
    [`a=${'é'.repeat(2048)}`, https, 'over 4,096 octets', '6265bis 5.6'],
    ['a=1; Domain=other.com', https, 'does not cover', '6265bis 5.1.3'],
    ['a=1; Domain=bücher.de', https, 'not ASCII', '6265bis 5.7'],
    ['a=1; Secure', http, 'Secure on a connection that is not', '6265bis 5.7'],
    ['a=1; SameSite=None', https, 'SameSite=None without Secure', '6265bis 5.7'],
    ['__Host-a=1; Secure', https, '__Host- without Path=/', '6265bis 5.4'],
    ['__HOST-HTTP-a=1; Secure; Path=/', https, 'without HttpOnly', 'layered-cookies'],
    ['=__Secure-a', https, 'nameless', '6265bis 5.7'],
  ])('%s', (line, receipt, rule, section) => {
    const verdict = readSetCookie(line, receipt)
    expect(verdict).toMatchObject({ stored: false, section })
    expect(!verdict.stored && verdict.rule).toContain(rule)
  })

  test('a public suffix, where the caller knows one', () => {
    const receipt = { ...https, isPublicSuffix: (domain: string) => domain === 'com' }
    expect(readSetCookie('a=1; Domain=com', receipt)).toMatchObject({ stored: false })
    expect(readSetCookie('a=1; Domain=example.com', receipt)).toMatchObject({ stored: true })
  })

  test('a redacted line counts as long as it was', () => {
    const line = 'a=[access:4095:01234567]'
    const octets = octetsBehindMarks
    expect(readSetCookie(line, { ...https, octets })).toMatchObject({ stored: true })
    const longer = 'a=[access:4096:01234567]'
    expect(readSetCookie(longer, { ...https, octets })).toMatchObject({ stored: false })
  })
})
