import { afterAll, beforeAll, expect, test } from 'vitest'
import { ACCESS_TTL, FETCH, NAVIGATION, ORIGIN, createBench } from '../../test-support/bench.ts'
import type { Bench, Browser } from '../../test-support/bench.ts'
import { withSession } from './with-session.ts'

let bench: Bench
let browser: Browser
beforeAll(async () => {
  bench = await createBench()
  browser = bench.browser()
  await browser.signIn()
})
afterAll(() => bench.close())

const ask = (cookie: string, headers: Record<string, string>, handler = () => new Response('in')) =>
  withSession(
    bench.sessions,
    handler,
  )(new Request(`${ORIGIN}/home`, { headers: { ...headers, cookie } }))
const good = () => `__Host-accessToken=${browser.jar.get('__Host-accessToken')!.value}`

test('lets signed-in requests through, and keeps their responses out of caches', async () => {
  const response = await ask(good(), FETCH)
  expect([response.status, await response.text()]).toEqual([200, 'in'])
  expect(response.headers.get('cache-control')).toBe('no-store')
})

test('passes cookies on, and redirects, whose headers cannot be changed', async () => {
  const response = await ask(good(), FETCH, () => Response.redirect(`${ORIGIN}/x`, 303))
  expect([response.status, response.headers.get('location')]).toEqual([303, `${ORIGIN}/x`])
  const headers = new Headers([
    ['set-cookie', 'a=1'],
    ['set-cookie', 'b=2'],
  ])
  const two = await ask(good(), FETCH, () => new Response(null, { headers }))
  expect(two.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
})

test('with vault, new cookies go with whatever the handler answers', async () => {
  const vault = await createBench({ policy: { strategy: 'vault' } })
  const client = vault.browser()
  await client.signIn()
  vault.advance(ACCESS_TTL + 1)
  const cookie = `__Host-accessToken=${client.jar.get('__Host-accessToken')!.value}`
  const handler = withSession(vault.sessions, () => Response.redirect(`${ORIGIN}/x`, 303))
  const response = await handler(new Request(`${ORIGIN}/home`, { headers: { ...FETCH, cookie } }))
  expect(response.status).toBe(303)
  expect(response.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^__Host-accessToken=.*; SameSite=Strict; Secure$/),
  ])
  await vault.close()
})

test.each([
  ['a fetch', FETCH, 401],
  ['a navigation', NAVIGATION, 303],
])('turns %s of a stranger away', async (_, headers, status) => {
  expect((await ask('', headers)).status).toBe(status)
})
