import { expect, test } from 'vitest'
import { headerValue } from '../wire/headers.ts'
import { answer } from './contract-server.ts'
import { openInPage } from './in-page.ts'
import { systemClock } from './system-clock.ts'

const origin = 'http://localhost:3000'

function setUp() {
  const { prober } = openInPage(
    async (request) => {
      const response = answer(request)
      if (typeof response === 'string') throw new Error(response)
      return response
    },
    { origin, headers: [['X-Gate', 'open']], timeout: 1000, clock: systemClock, began: 0 },
  )
  return prober
}

test('it sends the cookies that it is given, and keeps none', async () => {
  const prober = setUp()
  const first = await prober.send({ path: '/set?c=a%3D1' }, { sid: 'x', __proto: 'y' })
  const second = await prober.send({ path: '/' })
  expect(headerValue(first.request.headers, 'cookie')).toBe('sid=x; __proto=y')
  expect(headerValue(second.request.headers, 'cookie')).toBeUndefined()
  expect(prober.trail).toEqual([first, second])
  expect(first).toMatchObject({ id: 'hp.1', kind: 'raw' })
})

test('it follows nothing', async () => {
  const { response } = await setUp().send({ path: '/go?to=/end' })
  expect(response?.status).toBe(302)
})

test.each([
  [{ path: '/' }, { origin: undefined, 'sec-fetch-site': 'same-origin', 'x-gate': 'open' }],
  [
    { path: '/', method: 'POST' },
    { origin, 'sec-fetch-mode': 'cors' },
  ],
  [
    { path: '/', headers: { 'sec-fetch-mode': 'navigate', Origin: 'https://evil.test' } },
    { 'sec-fetch-mode': 'navigate', origin: 'https://evil.test' },
  ],
])('%j says of itself %j', async (spec, expected) => {
  const { request } = await setUp().send(spec)
  const seen = Object.keys(expected).map((name) => [name, headerValue(request.headers, name)])
  expect(Object.fromEntries(seen)).toEqual(expected)
})

test('a server that throws is a failure', async () => {
  expect(await setUp().send({ path: '/reset' })).toMatchObject({ failure: { kind: 'reset' } })
})
