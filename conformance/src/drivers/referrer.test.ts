import { expect, test } from 'vitest'
import { originFor, readReferrerPolicy, refererFor } from './referrer.ts'

const from = 'https://app.test/page?q=1#frag'
const full = 'https://app.test/page?q=1'
const origin = 'https://app.test/'

test.each([
  ['no-referrer', undefined, undefined, undefined],
  ['unsafe-url', full, full, full],
  ['origin', origin, origin, origin],
  ['no-referrer-when-downgrade', full, full, undefined],
  ['same-origin', full, undefined, undefined],
  ['strict-origin', origin, origin, undefined],
  ['origin-when-cross-origin', full, origin, origin],
  ['strict-origin-when-cross-origin', full, origin, undefined],
] as const)('%s', (policy, same, cross, downgraded) => {
  expect(refererFor(policy, from, 'https://app.test/x')).toBe(same)
  expect(refererFor(policy, from, 'https://other.test/x')).toBe(cross)
  expect(refererFor(policy, from, 'http://other.test/x')).toBe(downgraded)
})

test.each([
  [undefined, 'strict-origin-when-cross-origin'],
  ['nonsense', 'strict-origin-when-cross-origin'],
  ['no-referrer, STRICT-ORIGIN', 'strict-origin'],
  ['no-referrer, nonsense', 'no-referrer'],
])('the header %s means %s', (header, policy) => {
  expect(readReferrerPolicy(header)).toBe(policy)
})

test.each([
  ['no-referrer', 'https://app.test/x', 'null'],
  ['same-origin', 'https://app.test/x', 'https://app.test'],
  ['same-origin', 'https://other.test/x', 'null'],
  ['strict-origin', 'http://other.test/x', 'null'],
  ['unsafe-url', 'http://other.test/x', 'https://app.test'],
] as const)('under %s a POST to %s has the origin %s', (policy, to, expected) => {
  expect(originFor(policy, from, to)).toBe(expected)
})
