import { expect, test } from 'vitest'
import type { HeaderLines, SeenResponse } from '../wire/exchange.ts'
import { redirectTarget, refreshOf } from './redirects.ts'

const at = 'http://localhost:3000/a/b?c#frag'
const respond = (status: number, headers: HeaderLines, body = ''): SeenResponse => ({
  status,
  headers,
  body,
})

test.each<[string, number, string[], string | undefined]>([
  ['a path', 302, ['/x'], 'http://localhost:3000/x#frag'],
  ['a relative one', 302, ['x'], 'http://localhost:3000/a/x#frag'],
  ['another host', 307, ['//other.test/x#y'], 'http://other.test/x#y'],
  ['the same Location twice', 302, ['/x', '/x'], 'http://localhost:3000/x#frag'],
  ['two Locations', 302, ['/x', '/y'], 'malformed'],
  ['a scheme that is no web', 302, ['javascript:alert(1)'], 'malformed'],
  ['no URL', 302, ['http://'], 'malformed'],
  ['no Location', 302, [], undefined],
  ['no redirect', 200, ['/x'], undefined],
  ['304', 304, ['/x'], undefined],
])('a redirect to %s', (_name, status, locations, expected) => {
  const headers = locations.map((location) => ['Location', location] as const)
  const target = redirectTarget(respond(status, headers), at)
  expect(typeof target === 'object' ? target.url : target).toBe(expected)
})

const html: HeaderLines = [['content-type', 'text/html; charset=utf-8']]

test.each<[string, HeaderLines, string, string | undefined]>([
  ['meta', html, '<meta http-equiv="refresh" content="0; url=/x">', '/x'],
  ['meta without quotes', html, '<META content=0;url=/x http-equiv=Refresh>', '/x'],
  [
    'an escaped address',
    html,
    '<meta http-equiv=refresh content="0;URL=\'/x?a&amp;b\'">',
    '/x?a&b',
  ],
  ['its own page', html, '<meta http-equiv="refresh" content="0">', '/a/b?c'],
  ['a header', [['Refresh', '0; url=/x']], '', '/x'],
  ['a comment', html, '<!-- <meta http-equiv="refresh" content="0; url=/x"> -->', undefined],
  [
    'noscript',
    html,
    '<noscript><meta http-equiv="refresh" content="0;url=/x"></noscript>',
    undefined,
  ],
  [
    'text that is no HTML',
    [['content-type', 'text/plain']],
    '<meta http-equiv=refresh content=0>',
    undefined,
  ],
  ['a script address', html, '<meta http-equiv="refresh" content="0;url=javascript:1">', undefined],
])('a refresh by %s', (_name, headers, body, expected) => {
  const url = refreshOf(respond(200, headers, body), at)?.url
  const path = url && new URL(url).pathname + new URL(url).search
  expect(path).toBe(expected)
})
