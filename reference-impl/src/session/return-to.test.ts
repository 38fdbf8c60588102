import fc from 'fast-check'
import { expect, test } from 'vitest'
import { definePolicy } from './policy.ts'
import { returnTo, withReturnTo } from './return-to.ts'

const policy = definePolicy({ origin: 'https://app.example' })

test.each([
  ['/', '/'],
  ['/home', '/home'],
  ['/home?next=//evil.example&b=1#top', '/home?next=//evil.example&b=1#top'],
  ['/a/../b', '/b'],
  ['/ü', '/%C3%BC'],
  ['/auth/sessions/ses_1', '/auth/sessions/ses_1'],
])('%s is kept', (value, expected) => expect(returnTo(value, policy)).toBe(expected))

test.each([
  undefined,
  null,
  '',
  'home',
  'https://evil.example',
  'https://app.example/home',
  'javascript:alert(1)',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/%2f/evil.example',
  '/%2Fevil.example',
  '/%5cevil.example',
  '/%252fevil.example',
  '/.//evil.example',
  '/..//evil.example',
  '/%2e//evil.example',
  '/a/..//evil.example',
  '/\t/evil.example',
  '/%09/evil.example',
  '/a%0d%0aSet-Cookie:x=y',
  '/a\r\nb',
  '/%zz',
  '/auth/refresh',
  '/auth/refresh?return_to=/',
  '/auth/%72efresh',
  '/AUTH/refresh',
  '/auth/sign-in',
  '/auth/callback?code=x',
  `/${'a'.repeat(2_001)}`,
])('%j is refused', (value) => expect(returnTo(value, policy)).toBeUndefined())

test('whatever is kept stays on the origin, however often it is resolved', () => {
  const piece = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '%2f',
    '%5c',
    '%2e',
    '@',
    ':',
    '?',
    '#',
    '\t',
    'evil.example',
    'a',
    '%25',
  )
  const path = fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join('')}`)
  fc.assert(
    fc.property(fc.oneof(path, fc.string()), (value) => {
      const kept = returnTo(value, policy)
      if (kept === undefined) return
      expect(new URL(kept, policy.origin).origin).toBe(policy.origin)
      expect(kept).toMatch(/^\/(?![/\\])/)
      expect(returnTo(kept, policy)).toBe(kept)
    }),
    { numRuns: 2_000 },
  )
})

test('as a parameter it comes back whole', () => {
  const url = new URL(withReturnTo('/auth/refresh', '/a?b=c&d=e#f'), policy.origin)
  expect(url.searchParams.get('return_to')).toBe('/a?b=c&d=e#f')
})
