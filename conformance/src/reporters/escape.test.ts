import fc from 'fast-check'
import { expect, test } from 'vitest'
import { escapeControls, showMarks } from './escape.ts'

test.each([
  ['plain ünïcode 漢字 ‹›…', 'plain ünïcode 漢字 ‹›…'],
  ['\u001b[2J\u001b]0;owned\u0007', '\\x1b[2J\\x1b]0;owned\\x07'],
  ['a\r\nb\tc', 'a\\x0d\\x0ab\\x09c'],
  ['\u009b31m', '\\x9b31m'],
  ['user\u202egnp.exe', 'user\\u{202e}gnp.exe'],
  ['zero\u200bwidth\ufeff', 'zero\\u{200b}width\\u{feff}'],
  ['\u{e0041}tag', '\\u{e0041}tag'],
  ['lone \ud800 half', 'lone \\u{d800} half'],
])('%j', (text, shown) => {
  expect(escapeControls(text)).toBe(shown)
})

test('nothing that acts on a terminal gets through', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      // eslint-disable-next-line no-control-regex
      expect(escapeControls(text)).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/)
    }),
  )
})

test('a mark is shown in one piece', () => {
  expect(showMarks('a=[access:412:9f3c1a2b]; Path=/')).toBe(
    'a=‹access\u00a0412\u00a0B\u00a0#9f3c1a2b›; Path=/',
  )
})
