import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

const names = ['config', 'driver', 'min-level', 'report', 'repeat', 'no-color']

test.each([
  ['drvier', 'driver'],
  ['conf', 'config'],
  ['minlevel', 'min-level'],
  ['reprt', 'report'],
  ['Repeat', 'repeat'],
  ['no-colour', 'no-color'],
  ['baseline', undefined],
  ['', undefined],
])('%s', (typed, expected) => {
  expect(nearest(typed, names)).toBe(expected)
})
