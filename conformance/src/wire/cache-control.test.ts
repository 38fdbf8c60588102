import { expect, test } from 'vitest'
import { readCacheControl } from './cache-control.ts'

test.each<[string[], [string, string][]]>([
  [['no-store'], [['no-store', '']]],
  [
    ['No-Store, MAX-AGE=0'],
    [
      ['no-store', ''],
      ['max-age', '0'],
    ],
  ],
  [
    ['private="set-cookie, x-a", max-age=5'],
    [
      ['private', 'set-cookie, x-a'],
      ['max-age', '5'],
    ],
  ],
  [['max-age=1, max-age=2'], [['max-age', '1']]],
  [
    ['private', 'no-cache'],
    [
      ['private', ''],
      ['no-cache', ''],
    ],
  ],
  [[], []],
])('%j', (lines, expected) => {
  expect([...readCacheControl(lines.map((line) => ['Cache-Control', line]))]).toEqual(expected)
})
