import { expect, test } from 'vitest'
import { colors } from './terminal.ts'

test.each([
  ['auto', {}, true, true],
  ['auto', {}, false, false],
  ['never', { FORCE_COLOR: '1' }, true, false],
  ['auto', { NO_COLOR: '1' }, true, false],
  ['auto', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  ['auto', { NO_COLOR: '' }, true, true],
  ['auto', { FORCE_COLOR: '1' }, false, true],
  ['auto', { FORCE_COLOR: '' }, false, true],
  ['auto', { FORCE_COLOR: '0' }, true, false],
  ['auto', { TERM: 'dumb' }, true, false],
] as const)('--color %s, %j, a terminal: %s → %s', (choice, env, isTty, expected) => {
  expect(colors(choice, env, isTty)).toBe(expected)
})
