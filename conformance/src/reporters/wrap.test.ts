import fc from 'fast-check'
import { expect, test } from 'vitest'
import { columns, wrap } from './wrap.ts'

test.each([
  ['one two three', 8, ['one two', 'three']],
  ['one', 20, ['one']],
  ['', 20, ['']],
  ['abcdefghijkl', 8, ['abcdefgh', 'ijkl']],
  ['漢字漢字漢字', 8, ['漢字漢字', '漢字']],
])('%j at %i', (text, width, lines) => {
  expect(wrap(text, width)).toEqual(lines)
})

test('no line is too long, and nothing is lost', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 8, max: 60 }), (text, width) => {
      const lines = wrap(text, width)
      expect(Math.max(...lines.map(columns))).toBeLessThanOrEqual(width)
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
    }),
  )
})
