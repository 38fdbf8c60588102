import { beforeEach, describe, expect, test } from 'vitest'
import { claimsOf, issuer, oauthClient } from '../../../test-support/oauth-client.ts'
import { ConnectionLost } from '../failure.ts'
import { signingKey } from '../../../test-support/signing-key.ts'

let client: ReturnType<typeof oauthClient>
beforeEach(async () => {
  client = oauthClient({ signingKeys: [await signingKey()] })
})

test('state tells of users, sessions, counters and knobs, and of no secret', async () => {
  const tokens = await client.signIn()
  const text = await (await client.get('/_emulator/state')).text()
  expect(JSON.parse(text)).toMatchObject({
    issuer,
    users: [{ email: 'ada@example.com' }, { email: 'grace@example.com' }, {}],
    sessions: [{ sessionId: claimsOf(tokens.access_token)['sid'], status: 'active' }],
    counters: { authorize: 1, 'token.authorization_code': 1, 'token.refresh_token': 0 },
    knobs: { replayGrace: 30 },
  })
  for (const secret of [...Object.values(tokens).map(String), 'demo-password', 'emulator-secret']) {
    if (secret.length > 10) expect(text).not.toContain(secret)
  }
})

describe('knobs', () => {
  test('turn those that are named, and leave the rest', async () => {
    const response = await client.json('/_emulator/knobs', {
      lifetimes: { access: 5 },
      replayGrace: 0,
    })
    expect(await response.json()).toMatchObject({
      lifetimes: { access: 5, idle: 604_800, absolute: 2_592_000 },
      replayGrace: 0,
      replayEndsFamily: true,
    })
    expect((await client.signIn()).expires_in).toBe(5)
  })

  test.each<[unknown, string]>([
    [{ lifetime: {} }, 'lifetime'],
    [{ lifetimes: { acess: 5 } }, 'acess'],
    [{ lifetimes: 5 }, 'lifetimes'],
    [{ lifetimes: { access: 0 } }, 'access'],
    [{ replayGrace: '30' }, 'replayGrace'],
    [{ replayGrace: -1 }, 'replayGrace'],
    [{ autoApprove: 'yes' }, 'autoApprove'],
    [{ clockOffset: null }, 'clockOffset'],
    [{ failNext: {} }, 'failNext'],
    [{ failNext: { kind: '500', on: 'token' } }, 'kind'],
    [{ failNext: { kind: '503', on: 'tokens' } }, 'on'],
    [{ failNext: { kind: '503', on: 'token', count: 0 } }, 'count'],
    [{ failNext: { kind: 'lost-response', on: 'grpc' } }, 'grpc'],
    [{ ['__proto__x']: 1 }, '__proto__x'],
    [[], 'body'],
    ['text', 'body'],
  ])('%j is refused in a sentence that names what is wrong', async (body, named) => {
    const response = await client.json('/_emulator/knobs', body)
    expect(response.status).toBe(400)
    const { detail } = (await response.json()) as { detail: string }
    expect(detail).toContain(named)
    expect(detail).toMatch(/\. Send .+\.$/)
  })

  test('what is no JSON is refused', async () => {
    const request = new Request(`${issuer}/_emulator/knobs`, { method: 'POST', body: '{"a":' })
    expect((await client.emulator.fetch(request)).status).toBe(400)
  })
})

describe('failNext', () => {
  test.each([
    ['503', 503],
    ['429', 429],
  ])('%s, that often, there and nowhere else', async (kind, status) => {
    await client.json('/_emulator/knobs', { failNext: { count: 2, kind, on: 'keys' } })
    const statuses: number[] = []
    for (const path of ['/userinfo', '/keys', '/keys', '/keys']) {
      statuses.push((await client.get(path)).status)
    }
    expect(statuses).toEqual([401, status, status, 200])
  })

  test('reset loses the request, lost-response the answer', async () => {
    const { refresh_token } = await client.signIn()
    for (const [kind, rotations] of [
      ['reset', 0],
      ['lost-response', 1],
    ] as const) {
      await client.json('/_emulator/knobs', { failNext: { kind, on: 'token' } })
      await expect(client.refresh(refresh_token)).rejects.toThrow(ConnectionLost)
      expect(client.emulator.counters.rotations).toBe(rotations)
    }
  })

  test('timeout answers never, and gives up with its caller', async () => {
    await client.json('/_emulator/knobs', { failNext: { kind: 'timeout', on: 'keys' } })
    const request = new Request(`${issuer}/keys`, { signal: AbortSignal.timeout(20) })
    await expect(client.emulator.fetch(request)).rejects.toThrow(/timeout/)
  })
})

test('latency delays', async () => {
  await client.json('/_emulator/knobs', { latencyMs: 50 })
  const asked = performance.now()
  await client.get('/keys')
  expect(performance.now() - asked).toBeGreaterThan(45)
})

describe('users', () => {
  test('one more, who can sign in with the demo password', async () => {
    const response = await client.json('/_emulator/users', { email: 'mary@example.com' })
    expect(response.status).toBe(201)
    expect(await response.json()).not.toHaveProperty('password')
    const { id_token } = await client.signIn({ login_hint: 'mary@example.com' })
    expect(claimsOf(id_token)).toMatchObject({ email: 'mary@example.com' })
  })

  test.each([
    {},
    { email: 'mary' },
    { email: 'ada@example.com' },
    { email: 'a@b', roles: 'admin' },
  ])('%j is refused', async (body) => {
    expect((await client.json('/_emulator/users', body)).status).toBe(400)
  })
})

test('a session is revoked by its sid', async () => {
  const { access_token, refresh_token } = await client.signIn()
  const sid = String(claimsOf(access_token)['sid'])
  expect((await client.json(`/_emulator/sessions/${sid}/revoke`)).status).toBe(200)
  expect((await client.refresh(refresh_token)).status).toBe(400)
  expect((await client.json('/_emulator/sessions/ses_none/revoke')).status).toBe(404)
})

test('reset goes back to the start, keys apart', async () => {
  const before = await (await client.get('/keys')).text()
  const { refresh_token } = await client.signIn()
  await client.json('/_emulator/users', { email: 'mary@example.com' })
  await client.json('/_emulator/knobs', { replayGrace: 0 })
  const state: unknown = await (await client.json('/_emulator/reset')).json()
  expect(state).toMatchObject({ sessions: [], users: { length: 3 }, counters: { token: 0 } })
  expect((await client.refresh(refresh_token)).status).toBe(400)
  expect(await (await client.get('/keys')).text()).toBe(before)
})

test('another site cannot turn the knobs', async () => {
  const request = new Request(`${issuer}/_emulator/reset`, {
    method: 'POST',
    headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  })
  expect((await client.emulator.fetch(request)).status).toBe(403)
})
