import { expect, test } from 'vitest'
import * as t from '../../../test/literal.ts'
import { check } from './concurrent.ts'

const waited = { how: 'waited', faithful: true } as const
const fine = ['request 1', 'request 2', 'tab 1'].map((label) => t.crossing(label, 'ada'))
const after = [t.crossing('the next request', 'ada')]

test.each([
  ['all succeed', t.refreshed(), fine, after, 'pass'],
  ['one racer is refused', t.refreshed(), [...fine, t.crossing('request 3')], after, 'fail'],
  [
    'one racer becomes someone else',
    t.refreshed(),
    [...fine, t.crossing('tab 2', 'eve')],
    after,
    'fail',
  ],
  ['signed out after the race', t.refreshed(), fine, [t.crossing('the next request')], 'fail'],
  [
    'the next refresh fails',
    t.refreshed(),
    fine,
    [...after, t.crossing('the next refresh')],
    'fail',
  ],
  ['no refresh concept', t.refreshed({ credentials: t.accessOnly }), [], [], 'not-applicable'],
  [
    'a single request fails as well',
    t.refreshed({ crossings: [t.crossing('the API request')] }),
    [t.crossing('request 1')],
    [],
    'not-applicable',
  ],
])('%s', (_name, refresh, parallel, next, status) => {
  const concurrency = { user: 'ada', expiry: waited, parallel, after: next, trail: [] }
  expect(check.evaluate({ refresh, concurrency }, t.context).status).toBe(status)
})
