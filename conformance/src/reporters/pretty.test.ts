import { describe, expect, test } from 'vitest'
import type { Finding, Report } from '../report/report.ts'
import { renderPretty } from './pretty.ts'
import { plain } from './style.ts'
import { columns } from './wrap.ts'

const base: Finding = {
  id: 'cookies/secure',
  title: 'Every credential cookie has Secure',
  level: 'must',
  group: 'cookies',
  driver: 'http',
  status: 'pass',
  because: 'Each line has Secure.',
  expected: 'Secure on every line.',
  seen: [],
  why: 'Without it the cookie crosses the network in clear.',
  fix: 'Set secure: true.',
  refs: [{ label: 'OWASP ASVS 5.0.0 3.3.1', url: 'https://example.com/asvs#3.3.1' }],
  helpUri: 'checklist/cookies/secure/',
}

function report(findings: Finding[], change: Partial<Report> = {}): Report {
  return {
    schemaVersion: 1,
    tool: { name: 'session-conformance', version: '0.1.0' },
    requirements: '2026-11',
    target: { url: 'http://localhost:3000', discovered: [] },
    drivers: ['http', 'browser'],
    notes: [],
    startedAt: '2026-11-20T00:00:00.000Z',
    durationMs: 1234,
    requests: 42,
    minLevel: 'must',
    summary: { pass: 0, fail: 0, notApplicable: 0, inconclusive: 0, flaky: 0, accepted: 0 },
    verdict: 'pass',
    findings,
    ...change,
  }
}

const render = (findings: Finding[], change: Partial<Report> = {}, width = 80): string =>
  renderPretty(report(findings, change), { style: plain, width })

const failing: Finding = {
  ...base,
  status: 'fail',
  because: '1 of 2 lines lacks Secure.',
  seen: [{ line: 'Set-Cookie: a=[access:412:9f3c1a2b]; HttpOnly', exchange: 'h1.4' }],
}

test('what fails is told in full', () => {
  expect(render([failing], { verdict: 'fail' })).toBe(`
  http://localhost:3000
  session-conformance 0.1.0 · http and browser · 42 requests · 1.2 s ·
  requirements 2026-11

  cookies
    FAIL  must  secure  Every credential cookie has Secure

  ──────────────────────────────────────────────────────────────────────────────
  FAIL  cookies/secure  must · http
  Every credential cookie has Secure

  1 of 2 lines lacks Secure.

  expected     Secure on every line.
  seen         h1.4  Set-Cookie: a=‹access\u00a0412\u00a0B\u00a0#9f3c1a2b›; HttpOnly

  fix          Set secure: true.

  why          Without it the cookie crosses the network in clear.

  source       OWASP ASVS 5.0.0 3.3.1  https://example.com/asvs#3.3.1
  more         conformance explain cookies/secure

  ──────────────────────────────────────────────────────────────────────────────
  FAIL  1 requirement does not hold.
  1 failed

`)
})

describe('drivers', () => {
  const browser = { ...base, driver: 'browser' as const }

  test('what they found alike is told once', () => {
    expect(render([base, browser]).match(/PASS {2}must/g)).toHaveLength(1)
  })

  test('where they disagree, it says so', () => {
    const text = render([base, { ...failing, driver: 'browser' }], { verdict: 'fail' })
    expect(text).toMatch(/PASS {2}must {2}secure .* in http\n/)
    expect(text).toMatch(/FAIL {2}must {2}secure .* in browser\n/)
    expect(text).toContain('The drivers disagree')
    expect(text).toContain('1 with drivers in disagreement')
  })

  test('a verdict and none is no disagreement', () => {
    const open = { ...browser, status: 'inconclusive' as const, hint: 'install one' }
    const text = render([base, open], { verdict: 'incomplete' })
    expect(text).toContain('INCONCLUSIVE  cookies/secure')
    expect(text).toContain('to judge it  install one')
    expect(text).not.toContain('disagree')
  })
})

describe('the last word', () => {
  test.each<[Report['verdict'], Finding[], string]>([
    ['pass', [base], 'PASS  Every requirement that was judged holds.'],
    [
      'pass',
      [base, { ...failing, id: 'cookies/x', level: 'should' }],
      'PASS  Every requirement of level must holds; 1 requirement does not, and is',
    ],
    ['fail', [failing, { ...failing, id: 'cookies/x' }], 'FAIL  2 requirements do not hold.'],
    [
      'incomplete',
      [{ ...base, status: 'inconclusive' }],
      'INCOMPLETE  1 requirement could not be judged.',
    ],
    [
      'incomplete',
      [{ ...base, status: 'not-applicable' }],
      'INCOMPLETE  Nothing passed, so nothing is known.',
    ],
  ])('%s: %#', (verdict, findings, words) => {
    expect(render(findings, { verdict })).toContain(words)
  })
})

test('a hostile server cannot act on the terminal', () => {
  const line = 'Set-Cookie: a=\u001b]0;owned\u0007\u202e; x=\u009b2J'
  const text = render([{ ...failing, because: line, seen: [{ line, exchange: '\u001b[1m' }] }], {
    target: { url: 'http://\u001b[2J', discovered: [{ what: '\u0007', value: '\r', how: '\b' }] },
    notes: ['\u001b'],
  })
  // eslint-disable-next-line no-control-regex
  expect(text.replaceAll('\n', '')).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202e]/)
  expect(text).toContain('\\x1b]0;owned\\x07\\u{202e}')
})

test.each([40, 60, 80, 100])('at %i columns no line is longer, addresses apart', (width) => {
  const long = { ...failing, seen: [{ line: `Cookie: ${'x'.repeat(300)}`, exchange: 'h12.34' }] }
  for (const line of render([long], {}, width).split('\n'))
    if (!line.includes('https://')) expect(columns(line)).toBeLessThanOrEqual(width)
})
