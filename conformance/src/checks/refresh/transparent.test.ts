import { expect, test } from 'vitest'
import * as t from '../../../test/literal.ts'
import { check } from './transparent.ts'

const there = () => t.exchange('GET /auth/refresh?return_to=%2Fapi%2Fme', 307)
const hops = [t.exchange('GET /api/me', 307), there(), t.exchange('GET /api/me', 200)]
const twice = [t.exchange('GET /api/me', 307), there(), there(), t.exchange('GET /api/me', 200)]

test.each([
  ['there and back', { crossings: [t.crossing('the API request', 'ada', hops)] }, 'pass'],
  ['inline, without a redirect', { crossings: [t.crossing('the API request', 'ada')] }, 'pass'],
  [
    'a dropped cookie, where it worked',
    { expiry: { how: 'dropped', faithful: false } as const },
    'pass',
  ],
  ['a visible 401', { crossings: [t.crossing('the API request')] }, 'fail'],
  [
    'the page alone fails',
    { crossings: [t.crossing('the API request', 'ada'), t.crossing('the page')] },
    'fail',
  ],
  ['another user', { crossings: [t.crossing('the API request', 'eve', hops)] }, 'fail'],
  ['two refreshes', { crossings: [t.crossing('the API request', 'ada', twice)] }, 'fail'],
  ['signed out right after', { after: [t.crossing('the next request')] }, 'fail'],
  ['no refresh concept', { credentials: t.accessOnly, crossings: [], after: [] }, 'not-applicable'],
])('%s', (_name, over, status) => {
  expect(check.evaluate({ refresh: t.refreshed(over) }, t.context).status).toBe(status)
})

test('quotes every hop of the request that was lost', () => {
  const lost = [t.exchange('GET /api/me', 302, ['Location: /login']), t.exchange('GET /login', 200)]
  const refresh = t.refreshed({ crossings: [t.crossing('the API request', undefined, lost)] })
  expect(check.evaluate({ refresh }, t.context).seen.map(({ line }) => line)).toEqual([
    `GET ${t.origin}/api/me → 302, Location: /login`,
    `GET ${t.origin}/login → 200`,
  ])
})
