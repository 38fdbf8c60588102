import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose'
import { beforeEach, describe, expect, test } from 'vitest'
import { bodyOf, claimsOf, issuer, oauthClient } from '../../../test-support/oauth-client.ts'
import { signingKey } from '../../../test-support/signing-key.ts'

let client: ReturnType<typeof oauthClient>
beforeEach(async () => {
  client = oauthClient({ signingKeys: [await signingKey()] })
})

/** Status and error of an answer. */
async function outcome(answer: Promise<Response>): Promise<string> {
  const response = await answer
  expect(response.headers.get('cache-control')).toBe('no-store')
  return `${response.status} ${(await bodyOf(response)).error ?? 'ok'}`
}

describe('every grant', () => {
  const fields = { grant_type: 'client_credentials' }
  const secret = { client_id: 'skc_emulator', client_secret: 'emulator-secret' }

  test.each([
    ['secret in the body', { ...fields, ...secret }, {}, '200 ok'],
    [
      'secret in the header',
      fields,
      { authorization: basic('skc_emulator:emulator-secret') },
      '200 ok',
    ],
    ['wrong secret', { ...fields, ...secret, client_secret: 'x' }, {}, '401 invalid_client'],
    ['wrong header', fields, { authorization: basic('skc_emulator:x') }, '401 invalid_client'],
    ['no base64 in the header', fields, { authorization: 'Basic ÿ' }, '401 invalid_client'],
    ['bad escapes in the header', fields, { authorization: basic('%zz:x') }, '401 invalid_client'],
    ['no client', fields, {}, '401 invalid_client'],
    ['no grant_type', secret, {}, '400 invalid_request'],
    [
      'an unknown grant_type',
      { ...secret, grant_type: 'password' },
      {},
      '400 unsupported_grant_type',
    ],
    [
      'a name of Object',
      { ...secret, grant_type: 'constructor' },
      {},
      '400 unsupported_grant_type',
    ],
    ['no code', { ...secret, grant_type: 'authorization_code' }, {}, '400 invalid_request'],
    ['no refresh_token', { ...secret, grant_type: 'refresh_token' }, {}, '400 invalid_request'],
  ])('%s', async (_, body, headers: HeadersInit, expected) => {
    expect(await outcome(client.form('/oauth/token', body, headers))).toBe(expected)
  })

  test.each([
    ['JSON', 'application/json', '{"grant_type":"client_credentials"}'],
    ['no type', '', 'grant_type=client_credentials'],
    ['a parameter twice', 'application/x-www-form-urlencoded', 'grant_type=a&grant_type=b'],
    ['nothing', 'application/x-www-form-urlencoded', ''],
  ])('a body that is %s: invalid_request', async (_, type, body) => {
    const request = new Request(`${issuer}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    })
    expect(await outcome(client.emulator.fetch(request))).toBe('400 invalid_request')
  })
})

describe('authorization_code', () => {
  test('answers with tokens that say what Scalekit’s say', async () => {
    const tokens = await client.signIn()
    const now = 1_800_000_000
    expect(tokens.expires_in).toBe(300)
    expect(claimsOf(tokens.access_token)).toMatchObject({
      iss: issuer,
      aud: ['skc_emulator'],
      client_id: 'skc_emulator',
      sub: 'usr_ada',
      sid: expect.stringMatching(/^ses_/),
      oid: 'org_analytical',
      roles: ['admin'],
      permissions: ['notes:read', 'notes:write'],
      iat: now,
      exp: now + 300,
    })
    expect(claimsOf(tokens.id_token)).toMatchObject({
      sub: 'usr_ada',
      sid: claimsOf(tokens.access_token)['sid'],
      email: 'ada@example.com',
      name: 'Ada Lovelace',
      nonce: 'the-nonce',
    })
  })

  test('the tokens are signed by a key of the key set', async () => {
    const { access_token, id_token } = await client.signIn()
    const keys = createLocalJWKSet((await (await client.get('/keys')).json()) as JSONWebKeySet)
    const currentDate = new Date(1_800_000_000_000)
    await expect(jwtVerify(access_token, keys, { currentDate })).resolves.toBeDefined()
    await expect(jwtVerify(id_token, keys, { currentDate })).resolves.toBeDefined()
  })

  test.each([
    ['openid', { id_token: expect.any(String) }, 'refresh_token'],
    ['offline_access', { refresh_token: expect.any(String) }, 'id_token'],
  ])('scope %s alone', async (scope, present, absent) => {
    const tokens = await client.signIn({ scope })
    expect(tokens).toMatchObject(present)
    expect(tokens).not.toHaveProperty(absent)
  })

  test.each<[string, Record<string, string>]>([
    ['another verifier', { code_verifier: 'x'.repeat(43) }],
    ['an empty verifier', { code_verifier: '' }],
    ['another redirect_uri', { redirect_uri: 'http://localhost:3000/else' }],
    ['a made-up code', { code: 'code_x' }],
  ])('%s: invalid_grant', async (_, change) => {
    expect(await outcome(client.redeem(await client.code(), change))).toBe('400 invalid_grant')
  })

  test('a verifier where no challenge was: invalid_grant', async () => {
    const code = await client.code({ code_challenge: undefined, code_challenge_method: undefined })
    expect(await outcome(client.redeem(code))).toBe('400 invalid_grant')
  })

  test('good for sixty seconds', async () => {
    const [early, late] = [await client.code(), await client.code()]
    client.advance(59)
    expect(await outcome(client.redeem(early))).toBe('200 ok')
    client.advance(1)
    expect(await outcome(client.redeem(late))).toBe('400 invalid_grant')
  })

  test('good once; a second time ends what the first began', async () => {
    const code = await client.code()
    const { refresh_token } = await bodyOf(await client.redeem(code))
    expect(await outcome(client.redeem(code))).toBe('400 invalid_grant')
    expect(await outcome(client.refresh(refresh_token))).toBe('400 invalid_grant')
  })

  test('of ten at once, one', async () => {
    const code = await client.code()
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => outcome(client.redeem(code))),
    )
    expect(outcomes.filter((each) => each === '200 ok')).toHaveLength(1)
  })
})

describe('refresh_token', () => {
  test('rotates, and the successor rotates in turn', async () => {
    const first = await client.signIn()
    const second = await bodyOf(await client.refresh(first.refresh_token))
    expect(second.refresh_token).not.toBe(first.refresh_token)
    const third = await bodyOf(await client.refresh(second.refresh_token))
    expect(claimsOf(third.access_token)['sid']).toBe(claimsOf(first.access_token)['sid'])
    expect(client.emulator.counters).toMatchObject({
      'token.refresh_token': 2,
      rotations: 2,
      replays: 0,
    })
  })

  test('a replay in the grace gets the same successor', async () => {
    const { refresh_token } = await client.signIn()
    const first = await bodyOf(await client.refresh(refresh_token))
    client.advance(29)
    const again = await bodyOf(await client.refresh(refresh_token))
    expect(again.refresh_token).toBe(first.refresh_token)
    expect(client.emulator.counters).toMatchObject({ rotations: 1, replays: 1 })
  })

  test.each([
    [true, '400 invalid_grant'],
    [false, '200 ok'],
  ])(
    'a replay after it is refused; replayEndsFamily %s: the successor is %s',
    async (ends, then) => {
      client.turn({ replayEndsFamily: ends })
      const { refresh_token } = await client.signIn()
      const successor = await bodyOf(await client.refresh(refresh_token))
      client.advance(30)
      expect(await outcome(client.refresh(refresh_token))).toBe('400 invalid_grant')
      expect(await outcome(client.refresh(successor.refresh_token))).toBe(then)
    },
  )

  test('strictly once, if there is no grace', async () => {
    client.turn({ replayGrace: 0, replayEndsFamily: false })
    const { refresh_token } = await client.signIn()
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => outcome(client.refresh(refresh_token))),
    )
    expect(outcomes.toSorted()).toEqual(['200 ok', ...Array<string>(4).fill('400 invalid_grant')])
  })

  test.each([
    ['idle', { lifetimes: { idle: 60 } }, 60, '400 invalid_grant'],
    ['not yet idle', { lifetimes: { idle: 60 } }, 59, '200 ok'],
    ['too old', { lifetimes: { absolute: 60 } }, 60, '400 invalid_grant'],
    [
      'by the clock offset',
      { lifetimes: { absolute: 60 }, clockOffset: 60 },
      0,
      '400 invalid_grant',
    ],
  ])('a session that is %s', async (_, knobs, seconds, expected) => {
    const { refresh_token } = await client.signIn()
    client.turn(knobs)
    client.advance(seconds)
    expect(await outcome(client.refresh(refresh_token))).toBe(expected)
  })

  test('a refresh puts off idling, but not the absolute end', async () => {
    client.turn({ lifetimes: { idle: 60, absolute: 100 } })
    let { refresh_token } = await client.signIn()
    for (const expected of ['200', '200', '400']) {
      client.advance(40)
      const response = await client.refresh(refresh_token)
      expect(String(response.status)).toBe(expected)
      refresh_token = (await bodyOf(response)).refresh_token
    }
  })
})

test('a run can be repeated byte for byte: clock, randomness and key are injected', async () => {
  const key = await signingKey()
  const run = async () => {
    let drawn = 0
    const repeated = oauthClient({
      signingKeys: [key],
      random: (bytes) => String((drawn += 1)).padStart(bytes, '0'),
    })
    return repeated.signIn()
  }
  expect(await run()).toEqual(await run())
})

function basic(credentials: string): string {
  return `Basic ${btoa(credentials)}`
}
