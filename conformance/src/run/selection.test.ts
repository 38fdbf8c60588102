import { expect, test } from 'vitest'
import { checks } from '../checks/index.ts'
import { selectChecks } from './selection.ts'

const ids = (only: string[], skip: string[] = []): string[] =>
  selectChecks(checks, { only, skip }).map(({ id }) => id)

test.each<[string[], string[], (id: string) => boolean]>([
  [[], [], () => true],
  [['cookies/*'], [], (id) => id.startsWith('cookies/')],
  [['*/access-refused'], [], (id) => id.endsWith('/access-refused')],
  [
    ['cookies/secure', 'scope/*'],
    ['scope/refresh-path'],
    (id) => id === 'cookies/secure' || (id.startsWith('scope/') && id !== 'scope/refresh-path'),
  ],
])('only %j, skip %j', (only, skip, expected) => {
  expect(ids(only, skip)).toEqual(checks.map(({ id }) => id).filter(expected))
})

test('core means what people ask for first', () => {
  expect(ids(['core'])).toEqual(checks.filter(({ core }) => core).map(({ id }) => id))
})

test.each<[string[], string[], string]>([
  [['cookies/secur'], [], 'no check is called "cookies/secur"; did you mean "cookies/secure"?'],
  [['nothing/*'], [], 'no check is called "nothing/*"'],
  [['cookies/*'], ['cookies/*'], 'no check is left to run after --only and --skip'],
  [[], ['typo/*'], 'no check is called "typo/*"'],
])('only %j, skip %j is an error', (only, skip, message) => {
  expect(() => ids(only, skip)).toThrow(message)
})
