import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FETCH, NAVIGATION, createBench } from '../../test-support/bench.ts'
import type { Bench, Browser } from '../../test-support/bench.ts'

let bench: Bench
let ada: Browser
beforeEach(async () => {
  bench = await createBench()
  ada = bench.browser()
  await ada.signIn()
})
afterEach(() => bench.close())

const status = async (client: Browser) => (await client.send('GET', '/api/me')).status
const listed = async (client: Browser) => {
  const response = await client.send('GET', '/auth/sessions')
  return ((await response.json()) as { sessions: { id: string; current: boolean }[] }).sessions
}
const another = async (email?: string) => {
  const client = bench.browser()
  await client.signIn(email)
  return client
}

describe('sign-out', () => {
  test('is refused on the next request, cleared here, and ended at the provider', async () => {
    const stolen = ada.clone()
    const response = await ada.send('POST', '/auth/sign-out', NAVIGATION)
    expect(response.status).toBe(303)
    const location = new URL(response.headers.get('location')!)
    expect(location.pathname).toBe('/oidc/logout')
    expect(location.searchParams.get('post_logout_redirect_uri')).toBe('https://app.example/')
    expect(location.searchParams.get('id_token_hint')).toMatch(/^eyJ/)
    expect(ada.jar.size).toBe(0)
    expect(await status(stolen)).toBe(401)
    expect((await stolen.send('POST', '/auth/refresh')).status).toBe(401)
    const [session] = bench.emulator.environment.sessions.values()
    expect(session?.ended).toBeDefined()
  })

  test('answers a script with the place to go', async () => {
    const response = await ada.send('POST', '/auth/sign-out')
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ location: expect.stringContaining('/oidc/logout?') })
  })

  test('twice, or with no session, is no error', async () => {
    for (const client of [ada, ada, bench.browser()])
      expect((await client.send('POST', '/auth/sign-out', NAVIGATION)).status).toBe(303)
  })

  test('works with an access token that expired, without a refresh', async () => {
    bench.advance(120)
    const stolen = ada.clone()
    await ada.send('POST', '/auth/sign-out')
    expect(bench.emulator.counters.rotations).toBe(0)
    expect((await stolen.follow('GET', '/api/me')).status).toBe(401)
  })

  test.each([
    ['a GET', 'GET', NAVIGATION, 405],
    ['a form elsewhere', 'POST', { ...NAVIGATION, 'sec-fetch-site': 'cross-site' }, 403],
    ['a form on a sibling', 'POST', { ...NAVIGATION, 'sec-fetch-site': 'same-site' }, 403],
  ])('%s signs nobody out', async (_, method, headers, expected) => {
    const response = await ada.send(method, '/auth/sign-out', headers)
    expect(response.status).toBe(expected)
    expect(response.headers.getSetCookie()).toEqual([])
    expect(await status(ada)).toBe(200)
  })

  test('goes through while the provider is away', async () => {
    const knobs = bench.emulator.environment.knobs
    bench.emulator.environment.knobs = {
      ...knobs,
      failNext: [{ count: 9, kind: 'reset', on: 'grpc' }],
    }
    const stolen = ada.clone()
    expect((await ada.send('POST', '/auth/sign-out')).status).toBe(200)
    expect(await status(stolen)).toBe(401)
    expect(bench.audit.map(({ event }) => event)).toContain('provider-not-told')
  })

  test('clears caches and storage where the policy asks for it', async () => {
    const thorough = await createBench({ policy: { clearSiteData: true } })
    const response = await thorough.browser().send('POST', '/auth/sign-out')
    expect(response.headers.get('clear-site-data')).toBe('"cache", "storage"')
    await thorough.close()
  })
})

describe('the sessions of a user', () => {
  test('are listed with device and place, and say which one asks', async () => {
    const phone = bench.browser()
    await phone.signIn()
    const response = await ada.send('GET', '/auth/sessions', { ...FETCH, 'user-agent': 'x' })
    const { sessions } = await response.json()
    expect(sessions).toHaveLength(2)
    expect(sessions[0]).toEqual({
      id: expect.stringMatching(/^ses_/),
      current: false,
      createdAt: expect.stringMatching(/Z$/),
      lastSeenAt: expect.stringMatching(/Z$/),
      expiresAt: expect.stringMatching(/Z$/),
      ip: '192.0.2.1',
    })
  })

  test('end one by one: that one is refused at once, the others live', async () => {
    const [other, grace] = [await another(), await another('grace@example.com')]
    const id = (await listed(other)).find(({ current }) => current)!.id
    expect((await ada.send('DELETE', `/auth/sessions/${id}`)).status).toBe(204)
    expect(await Promise.all([other, ada, grace].map(status))).toEqual([401, 200, 200])
    expect((await other.send('POST', '/auth/refresh')).status).toBe(401)
    expect((await ada.send('DELETE', `/auth/sessions/${id}`)).status).toBe(404)
  })

  test('are nobody else’s to see or end', async () => {
    const grace = await another('grace@example.com')
    const { id } = (await listed(ada))[0]!
    const stranger = await grace.send('DELETE', `/auth/sessions/${id}`)
    const unknown = await grace.send('DELETE', '/auth/sessions/ses_unknown')
    expect([stranger.status, await stranger.text()]).toEqual([404, await unknown.text()])
    expect(await status(ada)).toBe(200)
    expect(await listed(grace)).toHaveLength(1)
  })

  test.each<[string, string, string, Record<string, string>, number, number[]]>([
    ['all', 'DELETE', '/auth/sessions', FETCH, 204, [401, 401, 200]],
    ['all others', 'DELETE', '/auth/sessions?except=current', FETCH, 204, [200, 401, 200]],
    ['all, by a form', 'POST', '/auth/sessions/end', NAVIGATION, 303, [401, 401, 200]],
    [
      'all others, by a form',
      'POST',
      '/auth/sessions/end?except=current',
      NAVIGATION,
      303,
      [200, 401, 200],
    ],
    [
      'all, from elsewhere',
      'POST',
      '/auth/sessions/end',
      { 'sec-fetch-site': 'cross-site' },
      403,
      [200, 200, 200],
    ],
  ])('%s', async (_, method, path, headers, expected, statuses) => {
    const [other, grace] = [await another(), await another('grace@example.com')]
    const stolen = ada.clone()
    expect((await ada.send(method, path, headers)).status).toBe(expected)
    expect(await Promise.all([stolen, other, grace].map(status))).toEqual(statuses)
    expect(ada.jar.size === 0).toBe(statuses[0] === 401)
  })

  test('a form that ends another session comes back to where it was', async () => {
    const other = await another()
    const id = (await listed(other)).find(({ current }) => current)!.id
    const path = `/auth/sessions/${id}/end?return_to=/devices`
    const response = await ada.send('POST', path, NAVIGATION)
    expect([response.status, response.headers.get('location')]).toEqual([303, '/devices'])
  })

  test('ask for a sign-in first', async () => {
    expect((await bench.browser().send('GET', '/auth/sessions')).status).toBe(401)
    expect((await bench.browser().send('DELETE', '/auth/sessions/ses_1')).status).toBe(401)
  })
})
