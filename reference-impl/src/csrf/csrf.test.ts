import { expect, test } from 'vitest'
import { definePolicy } from '../session/policy.ts'
import type { RequestView } from '../session/view.ts'
import { isJson } from './content-type.ts'
import { isForged, isForgedRefresh } from './verdict.ts'

const policy = definePolicy({
  origin: 'https://app.example',
  trustedOrigins: ['https://admin.example'],
})
const view = (method: string, headers: Record<string, string>): RequestView => ({
  method,
  url: '/',
  header: (name) => headers[name],
})
const site = (value: string, mode = 'cors') => ({ 'sec-fetch-site': value, 'sec-fetch-mode': mode })
const cookie = { cookie: 'a=b' }

test.each<[string, string, Record<string, string>, boolean]>([
  ['a GET from anywhere', 'GET', { ...site('cross-site'), ...cookie }, false],
  ['our own page', 'POST', { ...site('same-origin'), ...cookie }, false],
  ['the address bar', 'POST', { ...site('none'), ...cookie }, false],
  ['another site', 'POST', site('cross-site'), true],
  ['a sibling', 'POST', { ...site('same-site'), origin: 'https://x.app.example' }, true],
  ['a trusted origin', 'POST', { ...site('cross-site'), origin: 'https://admin.example' }, false],
  ['Origin alone, ours', 'DELETE', { origin: 'https://app.example', ...cookie }, false],
  ['Origin alone, not ours', 'DELETE', { origin: 'https://evil.example' }, true],
  ['our origin on another port', 'POST', { origin: 'https://app.example:8443' }, true],
  ['an opaque origin', 'POST', { origin: 'null', ...cookie }, true],
  ['neither header, with cookies', 'PUT', cookie, true],
  ['neither header, no cookies', 'PUT', {}, false],
])('%s', (_, method, headers, forged) => {
  expect(isForged(view(method, headers), policy)).toBe(forged)
})

test.each<[string, string, Record<string, string>, boolean]>([
  ['our own page', 'GET', site('same-origin'), false],
  ['a typed address', 'GET', site('none', 'navigate'), false],
  ['a link on another site', 'GET', site('cross-site', 'navigate'), true],
  ['a link on a sibling', 'GET', site('same-site', 'navigate'), false],
  ['an image on a sibling', 'GET', site('same-site', 'no-cors'), true],
  ['a form on another site', 'POST', site('cross-site', 'navigate'), true],
  ['a client without Fetch Metadata', 'GET', cookie, false],
])('a refresh by %s', (_, method, headers, forged) => {
  expect(isForgedRefresh(view(method, headers), policy)).toBe(forged)
})

test.each<[string | undefined, boolean]>([
  ['application/json', true],
  ['Application/JSON; charset=utf-8', true],
  ['application/merge-patch+json', true],
  ['text/plain', false],
  ['text/plain; application/json', false],
  ['application/x-www-form-urlencoded', false],
  [undefined, false],
])('%s as JSON: %s', (type, expected) => {
  expect(isJson(view('POST', type === undefined ? {} : { 'content-type': type }))).toBe(expected)
})
