import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCookieDate } from './cookie-date.ts'

test.each([
  ['Wed, 09 Jun 2021 10:18:14 GMT', '2021-06-09T10:18:14.000Z'],
  ['Wednesday, 09-Jun-21 10:18:14 GMT', '2021-06-09T10:18:14.000Z'],
  ['Wed Jun  9 10:18:14 2021', '2021-06-09T10:18:14.000Z'],
  ['10:18:14 9 june 2021 and more', '2021-06-09T10:18:14.000Z'],
  ['1 Jan 69 00:00:00', '2069-01-01T00:00:00.000Z'],
  ['1 Jan 70 00:00:00', '1970-01-01T00:00:00.000Z'],
  ['29 Feb 2024 0:0:0', '2024-02-29T00:00:00.000Z'],
])('%s', (text, expected) => {
  expect(new Date(parseCookieDate(text) ?? NaN).toISOString()).toBe(expected)
})

test.each([
  ['', 'nothing'],
  ['Wed, 09 Jun 2021', 'no time'],
  ['10:18:14 Jun 2021', 'no day'],
  ['31 Feb 2021 10:18:14', 'no such day'],
  ['29 Feb 2023 10:18:14', 'no leap year'],
  ['1 Jan 1600 00:00:00', 'before 1601'],
  ['1 Jan 2021 24:00:00', 'no such hour'],
])('%s is refused: %s', (text) => {
  expect(parseCookieDate(text)).toBeUndefined()
})

test('whatever a server says, it ends in a date or in nothing', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const date = parseCookieDate(text)
      expect(date === undefined || Number.isFinite(date)).toBe(true)
    }),
  )
})

test('what Date prints is read back', () => {
  const years = { min: new Date('1970-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }
  fc.assert(
    fc.property(fc.date(years), (date) => {
      const whole = Math.floor(date.getTime() / 1000) * 1000
      expect(parseCookieDate(new Date(whole).toUTCString())).toBe(whole)
    }),
  )
})
