import { describe, expect, it } from 'vitest'
import { mutantById } from '../../conformance/test/mutants/index.ts'
import type { Recording } from './recording.ts'
import { runScenario } from './run.ts'
import { scenarios } from './scenarios.ts'

const labs = Object.entries(scenarios)
const broken = labs.flatMap(([lab, { kind, changes }]) =>
  kind === 'break' ? changes.map(({ id }) => ({ lab, id })) : [],
)

function red({ findings }: Recording): readonly string[] {
  return findings.filter(({ status }) => status === 'fail').map(({ id }) => id)
}

/** The last status of each step. */
function outcomes({ steps }: Recording): readonly (number | undefined)[] {
  return steps.map(({ chains }) => chains.at(-1)?.exchanges.at(-1)?.status)
}

describe.each(labs)('%s', (lab) => {
  it('runs the same each time, byte for byte', async () => {
    const first = JSON.stringify(await runScenario(lab, []))
    for (let again = 0; again < 5; again++) {
      expect(JSON.stringify(await runScenario(lab, []))).toBe(first)
    }
  })

  it('shows no token', async () => {
    const text = JSON.stringify(await runScenario(lab, []))
    expect(text).not.toMatch(/eyJ[\w-]+\./)
    expect(text).not.toContain('demo-password')
  })
})

it.each(labs.filter(([, { kind }]) => kind === 'break'))(
  '%s passes every check as it is',
  async (lab, { checks }) => {
    const { findings } = await runScenario(lab, [])
    expect(findings.map(({ id, status }) => [id, status])).toEqual(checks.map((id) => [id, 'pass']))
  },
)

it.each(broken)('$lab with $id turns its own checks red, and no other', async ({ lab, id }) => {
  const declared = [id, ...(mutantById(id).alsoFails ?? [])]
  const asked = scenarios[lab]?.checks.filter((check) => declared.includes(check))
  expect(asked).toContain(id)
  expect(red(await runScenario(lab, [id]))).toEqual(asked)
})

const outlives = 'cookie-outlives-token'
const onApi = 'refresh-cookie-on-api'
const fromToken = 'expiry-from-token'
it.each([
  {
    mends: [],
    ends: [200, 200, 401, 401, 401],
    fails: ['refresh/transparent'],
  },
  {
    mends: [outlives],
    ends: [200, 200, 200, 401, 401],
    fails: ['refresh/transparent'],
  },
  {
    mends: [outlives, onApi],
    ends: [200, 200, 200, 401, 401],
    fails: ['scope/refresh-path', 'scope/refresh-ledger', 'refresh/transparent'],
  },
  {
    mends: [outlives, onApi, fromToken],
    ends: [200, 200, 200, 200, 200],
    fails: ['scope/refresh-path', 'scope/refresh-ledger'],
  },
])('the recipe, mended by $mends, ends in $ends', async ({ mends, ends, fails }) => {
  const recording = await runScenario('recipe', mends)
  expect(outcomes(recording)).toEqual(ends)
  expect(red(recording)).toEqual(fails)
})

it('the recipe spends the refresh token before it refuses', async () => {
  const { steps } = await runScenario('recipe', [outlives, onApi])
  const [expired] = steps[3]?.chains[0]?.exchanges ?? []
  expect(expired?.calls.map(({ target, status }) => [target, status])).toEqual([
    ['/oauth/token', 200],
  ])
  expect(expired?.status).toBe(401)
})

it('five requests at expiry cost one call to the provider', async () => {
  const { steps } = await runScenario('refresh', [])
  const race = steps.find(({ chains }) => chains.length === 5)
  expect(race?.calls.map(({ target }) => target)).toEqual(['/oauth/token'])
  expect(race?.chains.map(({ exchanges }) => exchanges.map(({ status }) => status))).toEqual(
    Array.from({ length: 5 }, () => [307, 307, 200]),
  )
})

it('refuses a name that is no lab, and a change that is none of the defects', async () => {
  await expect(runScenario('nothing', [])).rejects.toThrow('There is no lab "nothing".')
  await expect(runScenario('session', ['nothing'])).rejects.toThrow('"nothing"')
})
