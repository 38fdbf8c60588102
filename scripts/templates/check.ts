/** A check that says what to write, compiles, and fails the tests until it is written. */
export function checkTemplate(id: string): string {
  return `import { defineCheck } from '../check.ts'
import { notApplicable } from '../verdict.ts'

export const check = defineCheck({
  id: '${id}',
  title: '',
  level: 'must',
  drivers: ['http'],
  since: '2026-11',
  why: '',
  judged: '',
  expected: '',
  citations: [],
  fix: { express: '' },
  needs: ['signIn'],
  evaluate: () => notApplicable('Nothing is judged yet.'),
})
`
}

export function testTemplate(id: string): string {
  const slug = id.split('/')[1]
  return `import { expect, test } from 'vitest'
import * as t from '../../../test/literal.ts'
import { check } from './${slug}.ts'

test.each([
  ['a good server', t.signIn(), 'pass'],
  ['a bad server', t.signIn(), 'fail'],
  ['innocent oddities', t.signIn('csrf=x'), 'pass'],
])('%s', (_name, signIn, status) => {
  expect(check.evaluate({ signIn }, t.context).status).toBe(status)
})
`
}

export function mutantTemplate(id: string): string {
  return `import type { Mutant } from '../mutant.ts'

export const mutant: Mutant = {
  title: 'What is wrong with this server (${id}).',
  defect: {},
}
`
}
