import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { marksIn, octetsBehindMarks } from '../wire/mark.ts'
import { createRedactor } from './redaction.ts'
import type { HashKey } from './siphash.ts'

const key: HashKey = [1n, 2n]
const secret = 's%3Aq+r/Tz."é&<'
const redactor = createRedactor(
  new Map([
    [secret, 'access'],
    ['hunter2', 'password'],
  ]),
  key,
)
const mark = redactor.text(secret)

test('a mark shows label, length and fingerprint', () => {
  expect(marksIn(mark)).toEqual([
    { label: 'access', octets: 16, fingerprint: expect.stringMatching(/^[0-9a-f]{8}$/) },
  ])
  expect(octetsBehindMarks(`a=${mark}`)).toBe(18)
})

describe('each dress of a value gets its mark', () => {
  test.each([
    ['as it is', `a=${secret}; Path=/`],
    ['percent-encoded', `?t=${encodeURIComponent(secret)}&x=1`],
    ['form-encoded', new URLSearchParams({ t: secret }).toString()],
    ['decoded', `t=${decodeURIComponent(secret)}!`],
    ['in JSON', JSON.stringify({ t: secret })],
    [
      'in HTML',
      `<i>${secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')}</i>`,
    ],
  ])('%s', (_name, text) => {
    const redacted = redactor.text(text)
    expect(redacted).toContain(mark)
    expect(marksIn(redacted)).toHaveLength(1)
  })

  test.each(['', 'x', 'xy', '{"token":"'])('in base64 after %j', (before) => {
    const octets = Buffer.from(`${before}${secret} and more`)
    for (const encoding of ['base64', 'base64url'] as const)
      expect(redactor.text(`ID=${octets.toString(encoding)}`)).toContain(mark)
  })
})

test('equal values have equal marks, different values different ones, and another run others', () => {
  expect(redactor.text(`${secret} ${secret}`)).toBe(`${mark} ${mark}`)
  expect(redactor.text('hunter2')).not.toContain(marksIn(mark)[0]?.fingerprint)
  const another = createRedactor(new Map([[secret, 'access']]), [3n, 4n])
  expect(another.text(secret)).not.toBe(mark)
})

test('a short value is taken for itself only as a word', () => {
  expect(redactor.text('p=hunter2&x')).not.toContain('hunter2')
  expect(redactor.text('hunter22 and a-hunter2')).toBe('hunter22 and a-hunter2')
})

test('text that is meant to be read stays', () => {
  const spared = createRedactor(new Map([['localhost', 'password']]), key, 'http://localhost:3000')
  expect(spared.text('http://localhost:3000/')).toBe('http://localhost:3000/')
})

test('data is redacted all through, keys included, and left as it was', () => {
  const data = { list: [{ [secret]: secret, n: 1, none: null }] }
  expect(redactor.data(data)).toEqual({ list: [{ [mark]: mark, n: 1, none: null }] })
  expect(data.list[0]).toHaveProperty([secret])
})

test('JSON stays JSON, and a URL a URL', () => {
  expect(JSON.parse(redactor.text(JSON.stringify({ a: secret })))).toEqual({ a: mark })
  const url = redactor.text(`http://localhost/x?t=${encodeURIComponent(secret)}&u=1`)
  expect(new URL(url).searchParams.get('t')).toBe(mark)
})

test('no secret survives, whatever stands around it', () => {
  const value = fc.string({ minLength: 8, maxLength: 60, unit: 'grapheme-ascii' })
  fc.assert(
    fc.property(value, fc.string(), fc.string(), (hidden, before, after) => {
      fc.pre(!/^\[[a-z]/.test(hidden))
      const redact = createRedactor(new Map([[hidden, 'token']]), key)
      const redacted = redact.text(`${before}${hidden}${after}`)
      const around = redacted.replaceAll(/\[token:\d+:[0-9a-f]{8}\]/g, '\u0000')
      expect(around).not.toContain(hidden)
    }),
  )
})
