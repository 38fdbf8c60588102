import { describe, expect, test } from 'vitest'
import { defineCheck, type Check, type Level, type Verdict } from '../checks/check.ts'
import type { Gap, SignInEvidence } from '../evidence/evidence.ts'
import { judge } from './judge.ts'
import type { DriverEvidence, SavedEvidence } from './saved-evidence.ts'

const signIn: SignInEvidence = {
  user: 'ada',
  credentials: { access: ['a'], refresh: [] },
  trail: [],
  cookies: [],
  scriptCookies: '',
  ablation: [],
}
const gap: Gap = { gap: true, reason: 'sign-in: no field matches "#email"', hint: 'set "signIn"' }
const fine: DriverEvidence = { driver: 'http', evidence: { signIn } }

function check(level: Level, status: Verdict['status'] | (() => never), id = 'x'): Check {
  return defineCheck({
    id: `cookies/${id}`,
    title: 'A title',
    level,
    drivers: ['http', 'browser'],
    since: '2026-11',
    why: '',
    judged: '',
    expected: '',
    citations: [],
    fix: { express: '' },
    needs: ['signIn'],
    evaluate: () =>
      typeof status === 'string' ? { status, because: 'It is so.', seen: [] } : status(),
  })
}

function saved(...runs: DriverEvidence[][]): SavedEvidence {
  return {
    schemaVersion: 1,
    tool: { name: 'session-conformance', version: '0.1.0' },
    target: { url: 'http://localhost:3000', discovered: [] },
    notes: [],
    startedAt: '2026-11-20T00:00:00.000Z',
    durationMs: 1,
    requests: 1,
    selected: [],
    runs,
  }
}

const options = { profile: 'bff', minLevel: 'must' } as const

describe('the verdict', () => {
  test.each<[string, Check[], Level, string]>([
    ['all pass', [check('must', 'pass'), check('must', 'not-applicable', 'y')], 'must', 'pass'],
    ['one fails', [check('must', 'pass'), check('must', 'fail', 'y')], 'must', 'fail'],
    [
      'a should fails, must asked',
      [check('must', 'pass'), check('should', 'fail', 'y')],
      'must',
      'pass',
    ],
    [
      'a should fails, should asked',
      [check('must', 'pass'), check('should', 'fail', 'y')],
      'should',
      'fail',
    ],
    [
      'a should fails, may asked',
      [check('must', 'pass'), check('should', 'fail', 'y')],
      'may',
      'fail',
    ],
    ['nothing passed', [check('must', 'not-applicable')], 'must', 'incomplete'],
    ['only a should passed', [check('should', 'pass')], 'must', 'pass'],
  ])('%s', (_name, checks, minLevel, verdict) => {
    expect(judge(saved([fine]), checks, { ...options, minLevel }).report.verdict).toBe(verdict)
  })

  test('what could not be judged makes it incomplete, but a failure goes first', () => {
    const open: DriverEvidence = { driver: 'browser', evidence: gap }
    const passing = judge(saved([fine, open]), [check('must', 'pass')], options).report
    expect(passing.verdict).toBe('incomplete')
    expect(passing.drivers).toEqual(['http'])
    expect(judge(saved([fine, open]), [check('must', 'fail')], options).report.verdict).toBe('fail')
  })
})

describe('inconclusive', () => {
  test('evidence that is a gap: its reason and hint, never a pass', () => {
    const { report } = judge(
      saved([{ driver: 'http', evidence: { signIn: gap } }]),
      [check('must', 'pass')],
      options,
    )
    expect(report.findings[0]).toMatchObject({
      status: 'inconclusive',
      because: gap.reason,
      hint: gap.hint,
    })
  })

  test('evidence that is not there', () => {
    const { report } = judge(
      saved([{ driver: 'http', evidence: {} }]),
      [check('must', 'pass')],
      options,
    )
    expect(report.findings[0]?.status).toBe('inconclusive')
  })

  test('a check that throws is our fault, and is told as such', () => {
    const broken = check('must', () => {
      throw new Error('oops')
    })
    const { report, errors } = judge(saved([fine]), [check('must', 'pass', 'y'), broken], options)
    expect(report.verdict).toBe('incomplete')
    expect(report.findings[1]?.because).toBe('The check itself broke: oops.')
    expect(errors).toEqual([new Error('oops')])
  })
})

describe('repetition', () => {
  const sequence = (...statuses: Verdict['status'][]): Check => {
    let at = 0
    return {
      ...check('must', 'pass'),
      evaluate: () => ({ status: statuses[at++] ?? 'pass', because: 'It is so.', seen: [] }),
    }
  }

  test.each<[Verdict['status'][], string, string]>([
    [['pass', 'pass'], 'pass', 'pass'],
    [['pass', 'fail', 'pass'], 'flaky', 'fail'],
    [['fail', 'fail'], 'fail', 'fail'],
    [['not-applicable', 'pass'], 'pass', 'pass'],
  ])('%j is %s, and the run a %s', (statuses, status, verdict) => {
    const { report } = judge(saved(...statuses.map(() => [fine])), [sequence(...statuses)], options)
    expect(report.findings[0]?.status).toBe(status)
    expect(report.verdict).toBe(verdict)
  })
})
