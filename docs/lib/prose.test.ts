import { expect, it } from 'vitest'
import { stretches } from './prose.ts'

const plain = (text: string) => ({ text, code: false })
const code = (text: string) => ({ text, code: true })

it.each([
  ['nothing here', [plain('nothing here')]],
  ['send `Path=/` back', [plain('send '), code('Path=/'), plain(' back')]],
  ['`a` and `b`', [code('a'), plain(' and '), code('b')]],
  ['an odd ` one', [plain('an odd ` one')]],
])('%s', (prose, expected) => {
  expect(stretches(prose)).toEqual(expected)
})
