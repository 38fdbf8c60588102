import { describe, expect, it } from 'vitest'
import { mutantById } from '../../conformance/test/mutants/index.ts'
import type { Recording } from './recording.ts'
import { runScenario } from './run.ts'
import { scenarios } from './scenarios.ts'
import { accessName, signIn } from './scenarios/acts.ts'
import { sealedAround } from './scenarios/mix-up.ts'
import { tell, type Telling } from './story.ts'
import { createWorld } from './world.ts'

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

it.each([
  { lab: 'sign-in', ends: [200, 200, 0, 400, 400, 400, 200, 400, 200] },
  { lab: 'check', ends: [200, 200, 401, 401, 401, 401, 200, 200, 204, 401] },
  { lab: 'forgery', ends: [200, 201, 403, 403, 403, 200, 200, 200, 403, 200] },
  { lab: 'lifetimes', ends: [200, 200, 200, 200, 200, 401, 401, 200, 401] },
  { lab: 'revoke', ends: [200, 200, 204, 401, 401, 200, 404, 200, 401, 401, 200, 200, 401] },
])('the lab $lab ends in $ends', async ({ lab, ends }) => {
  expect(outcomes(await runScenario(lab, []))).toEqual(ends)
})

it.each([
  { kind: 'access token', status: 200 },
  { kind: 'ID token', status: 401 },
] as const)(
  'a cookie that the app sealed around an $kind gets $status',
  async ({ kind, status }) => {
    const world = createWorld('reference', [])
    const story: readonly Telling[] = [
      { title: 'Ada signs in', note: '', act: signIn },
      {
        title: 'The cookie is tried',
        note: '',
        act: async (_visitor, { prober }) => {
          const cookie = { [accessName]: await sealedAround(kind, world) }
          const last = await prober.send({ path: '/api/me' }, cookie)
          return { hops: [last], last }
        },
      },
    ]
    const [, tried] = await tell(story, world)
    expect(tried?.chains[0]?.exchanges[0]?.status).toBe(status)
  },
)

it('shows the call to the provider that a strange code costs, and no other', async () => {
  const { steps } = await runScenario('sign-in', [])
  const refused = steps.flatMap(({ chains }) =>
    chains.flatMap(({ exchanges }) => exchanges.filter((exchange) => exchange.status === 400)),
  )
  expect(refused.map(({ calls }) => calls.map(({ target, status }) => [target, status]))).toEqual([
    [],
    [],
    [['/oauth/token', 400]],
    [],
  ])
})

it('the end of a session costs no call to the provider', async () => {
  const { steps } = await runScenario('lifetimes', [])
  const ended = steps.map(({ chains }) => chains[0]?.exchanges.at(-1))
  const refusals = ended.filter((exchange) => exchange?.status === 401)
  expect(refusals.map((exchange) => [exchange?.calls, exchange?.travel.length])).toEqual([
    [[], 2],
    [[], 1],
    [[], 2],
  ])
  expect(refusals.map((exchange) => /"code":"(\w+)"/.exec(exchange?.answer ?? '')?.[1])).toEqual([
    'authentication_required',
    'session_expired',
    'session_expired',
  ])
})

it('refuses a name that is no lab, and a change that is none of the defects', async () => {
  await expect(runScenario('nothing', [])).rejects.toThrow('There is no lab "nothing".')
  await expect(runScenario('session', ['nothing'])).rejects.toThrow('"nothing"')
})
