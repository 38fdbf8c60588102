import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect, test } from 'vitest'
import {
  ada,
  adasPassword,
  cheapPasswords,
  origin,
  selfIssuedWorld,
  submitted,
} from '../../test-support/self-issued-world.ts'
import { sha256 } from '../session/hash.ts'
import { passwordsOfCost, type Passwords } from './self-issued-password.ts'

const codeVerifier = 'v'.repeat(43)
const redirectUri = `${origin}/auth/callback`
const nonce = 'the-nonce'
const login = { email: 'ada@example.com', password: adasPassword }
const askedFor = async () => ({
  redirectUri,
  state: 'the-state',
  nonce,
  codeChallenge: await sha256(codeVerifier),
})
type World = Awaited<ReturnType<typeof selfIssuedWorld>>

const urlOf = async ({ provider }: World) => provider.authorizationUrl(await askedFor())
const post = async (
  world: World,
  fields: { email: string; password: string } = login,
  headers?: Record<string, string>,
): Promise<Response> =>
  (await world.provider.handle(submitted(await urlOf(world), fields, headers), { ip: '::1' }))!
const get = async ({ provider }: World, url: string): Promise<Response> =>
  (await provider.handle(new Request(url)))!

describe('the sign-in page', () => {
  test('is a form that no cache keeps, no frame shows, and no script runs in', async () => {
    const world = await selfIssuedWorld()
    const hinted = world.provider.authorizationUrl({ ...(await askedFor()), loginHint: '"><b>@x' })
    const response = await get(world, hinted)
    const body = await response.text()
    expect(response.status).toBe(200)
    expect(body).toContain('autocomplete="current-password"')
    expect(body).toContain('value="&#34;&#62;&#60;b&#62;@x"')
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-[^']+'; .*frame-ancestors 'none'$/,
      ),
    })
  })

  test('leaves other paths to others, and other methods to nobody', async () => {
    const world = await selfIssuedWorld()
    expect(await world.provider.handle(new Request(`${origin}/auth/passwords`))).toBeUndefined()
    const response = await world.provider.handle(
      new Request(await urlOf(world), { method: 'DELETE' }),
    )
    expect([response?.status, response?.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST'])
  })

  test.each([
    ['another client', 'client_id', 'https://evil.example'],
    ['another redirect_uri', 'redirect_uri', 'https://evil.example/cb'],
    ['a longer redirect_uri', 'redirect_uri', `${redirectUri}/../elsewhere`],
    ['no redirect_uri', 'redirect_uri', undefined],
  ])('%s: an error page, and no redirect', async (_, name, value) => {
    const world = await selfIssuedWorld()
    for (const method of ['GET', 'POST']) {
      const url = changed(await urlOf(world), name, value)
      const request = method === 'GET' ? new Request(url) : submitted(url, login)
      const response = await world.provider.handle(request)
      expect([response?.status, response?.headers.get('location')]).toEqual([400, null])
    }
  })

  test.each([
    ['no code', 'response_type', 'token', 'unsupported_response_type'],
    ['no challenge', 'code_challenge', undefined, 'invalid_request'],
    ['a plain challenge', 'code_challenge_method', 'plain', 'invalid_request'],
    ['a short challenge', 'code_challenge', 'abc', 'invalid_request'],
    ['no nonce', 'nonce', undefined, 'invalid_request'],
    ['no state', 'state', undefined, 'invalid_request'],
  ])('%s: back with an error, whatever the password', async (_, name, value, error) => {
    const world = await selfIssuedWorld()
    const url = changed(await urlOf(world), name, value)
    const response = await world.provider.handle(submitted(url, login))
    const back = new URL(response!.headers.get('location')!)
    expect(back.href.startsWith(`${redirectUri}?`)).toBe(true)
    expect([back.searchParams.get('error'), back.searchParams.get('code')]).toEqual([error, null])
  })
})

describe('password sign-in', () => {
  test.each(['ada@example.com', ' Ada@Example.COM '])('%j: back with a code', async (email) => {
    const world = await selfIssuedWorld()
    const response = await post(world, { email, password: adasPassword })
    const back = new URL(response.headers.get('location') ?? '')
    expect(response.status).toBe(303)
    expect(back.href.startsWith(`${redirectUri}?`)).toBe(true)
    expect(Object.fromEntries(back.searchParams)).toEqual({
      code: expect.stringMatching(/^[\w-]{43}$/),
      state: 'the-state',
      iss: origin,
    })
    expect(world.events).toEqual([{ event: 'password-accepted', userId: 'usr_ada', ip: '::1' }])
  })

  test('unknown, wrong, empty, too long: the same answer, by the same work', async () => {
    const work: unknown[] = []
    const counted: Passwords = {
      hash: cheapPasswords.hash,
      async verify(password, stored) {
        const answer = await cheapPasswords.verify(password, stored)
        work.push(answer)
        return answer
      },
    }
    const world = await selfIssuedWorld({ passwords: counted })
    const seen = await Promise.all(
      [
        { email: 'ada@example.com', password: 'a wrong password, but long' },
        { email: 'eve@example.com', password: adasPassword },
        { email: 'ada@example.com', password: '' },
        { email: 'ada@example.com', password: adasPassword.repeat(100) },
      ].map(async (fields) => {
        const response = await post(world, fields)
        const body = (await response.text()).replaceAll(fields.email, 'EMAIL')
        return JSON.stringify([response.status, [...response.headers], body])
      }),
    )
    expect(new Set(seen).size).toBe(1)
    expect(seen[0]).toContain('E-mail or password is wrong.')
    expect(work).toEqual(seen.map(() => ({ good: false, stale: false })))
  })

  test('neither log nor page tells the password, and the log no address', async () => {
    const world = await selfIssuedWorld()
    const response = await post(world, { email: 'my password by mistake', password: 'hunter2' })
    expect(await response.text()).not.toContain('hunter2')
    expect(JSON.stringify(world.events)).not.toMatch(/hunter2|mistake/)
  })

  test.each([
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['a sibling', { 'sec-fetch-site': 'same-site' }],
    ['another origin', { origin: 'https://evil.example' }],
    ['no origin at all', { origin: 'null' }],
  ])('from %s: refused, with the right password', async (_, headers) => {
    const world = await selfIssuedWorld()
    const response = await post(world, login, headers)
    expect(response.status).toBe(403)
    expect(world.events).toEqual([{ event: 'sign-in-forged', ip: '::1' }])
  })

  test('five mistakes are free, then each costs twice the wait, for unknown users too', async () => {
    for (const email of ['ada@example.com', 'eve@example.com']) {
      const world = await selfIssuedWorld()
      const wrong = { email, password: 'wrong' }
      for (let attempt = 0; attempt < 5; attempt += 1)
        expect((await post(world, wrong)).status).toBe(422)
      const refused = await post(world, { email, password: adasPassword })
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
      world.advance(2)
      expect((await post(world, wrong)).status).toBe(422)
      expect((await post(world, wrong)).headers.get('retry-after')).toBe('2')
      expect(world.events.at(-1)).toEqual({ event: 'sign-in-throttled', ip: '::1' })
    }
  })

  test('forty guesses at once are five', async () => {
    const world = await selfIssuedWorld()
    const all = Array.from({ length: 40 }, () => post(world, { ...login, password: 'wrong' }))
    const statuses = (await Promise.all(all)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 422)).toHaveLength(5)
  })

  test('state away: 503, and nobody is blamed', async () => {
    const world = await selfIssuedWorld()
    world.failNext('token', 'reset')
    const response = await post(world)
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
    expect(await response.text()).not.toContain('wrong')
  })

  test('a hash of another cost is made anew, once', async () => {
    const world = await selfIssuedWorld({
      passwords: passwordsOfCost({ logN: 5, r: 8, p: 1 }),
    })
    const before = await ada()
    expect((await post(world)).status).toBe(303)
    const after = (await world.state.userById('usr_ada'))!
    expect([before.passwordHash, after.passwordHash]).toEqual([
      expect.stringContaining('$ln=4,'),
      expect.stringContaining('$ln=5,'),
    ])
    expect((await post(world)).status).toBe(303)
    expect(await world.state.userById('usr_ada')).toEqual(after)
  })
})

describe('codes and tokens', () => {
  const exchange = (code: string) => ({ code, redirectUri, codeVerifier, nonce })
  const codeOf = async (world: World) =>
    (await world.visit(await urlOf(world))).searchParams.get('code')!
  const signIn = async (world: World) => world.provider.exchangeCode(exchange(await codeOf(world)))
  const refused = expect.objectContaining({ code: 'refresh_refused' })

  test('a code that is used twice ends what came of it', async () => {
    const world = await selfIssuedWorld()
    const code = await codeOf(world)
    const { refreshToken } = await world.provider.exchangeCode(exchange(code))
    await expect(world.provider.exchangeCode(exchange(code))).rejects.toThrow('used before')
    await expect(world.provider.refresh(refreshToken)).rejects.toThrow(refused)
    expect(world.events.at(-1)).toMatchObject({ event: 'code-replayed', userId: 'usr_ada' })
  })

  test('a code is good for a minute', async () => {
    const world = await selfIssuedWorld()
    const code = await codeOf(world)
    world.advance(61)
    await expect(world.provider.exchangeCode(exchange(code))).rejects.toThrow(
      expect.objectContaining({ code: 'sign_in_refused' }),
    )
  })

  test('tokens say what RFC 9068 and OpenID Connect ask for', async () => {
    const world = await selfIssuedWorld()
    const { accessToken, idToken } = await signIn(world)
    expect(decodeProtectedHeader(accessToken)).toEqual({
      alg: 'ES256',
      kid: 'key-1',
      typ: 'at+jwt',
    })
    const [access, id] = [decodeJwt(accessToken), decodeJwt(idToken)]
    const common = { iss: origin, aud: origin, sub: 'usr_ada', iat: expect.any(Number) }
    expect(access).toEqual({
      ...common,
      sid: expect.stringMatching(/^ses_/),
      client_id: origin,
      jti: expect.any(String),
      exp: access.iat! + 300,
    })
    expect(id).toMatchObject({ ...common, nonce, sid: access['sid'], amr: ['pwd'] })
  })

  test.each(['EdDSA', 'RS256', 'PS256'])(
    'a token that claims %s for an ES256 key is bad, and no sign of an outage',
    async (alg) => {
      const world = await selfIssuedWorld()
      const [, payload, signature] = (await signIn(world)).accessToken.split('.')
      const header = btoa(JSON.stringify({ alg, kid: 'key-1', typ: 'at+jwt' }))
      await expect(
        world.provider.verifyAccessToken(`${header.replaceAll('=', '')}.${payload}.${signature}`),
      ).rejects.toThrow(expect.objectContaining({ code: 'access_token_invalid' }))
    },
  )

  test('an access token by another typ is none', async () => {
    const world = await selfIssuedWorld()
    const { accessToken } = await signIn(world)
    const claims = decodeJwt(accessToken)
    await expect(
      world.provider.verifyAccessToken(await world.sign(claims)),
    ).resolves.toHaveProperty('sid')
    await expect(
      world.provider.verifyAccessToken(await world.sign(claims, { typ: 'JWT' })),
    ).rejects.toThrow(expect.objectContaining({ code: 'access_token_invalid' }))
  })

  test('a refresh token that is shown again ends its family, however old it is', async () => {
    for (const generations of [1, 2, 5]) {
      const world = await selfIssuedWorld()
      const first = await signIn(world)
      const other = await signIn(world)
      let last = first.refreshToken
      for (let each = 0; each < generations; each += 1) {
        last = (await world.provider.refresh(last)).refreshToken
        world.advance(61)
      }
      await expect(world.provider.refresh(first.refreshToken)).rejects.toThrow(refused)
      await expect(world.provider.refresh(last)).rejects.toThrow(refused)
      await expect(world.provider.refresh(other.refreshToken)).resolves.toHaveProperty(
        'accessToken',
      )
      expect(world.events.at(-1)).toMatchObject({ event: 'refresh-token-replayed' })
    }
  })

  test('nobody ends a family by a token that they made up', async () => {
    const world = await selfIssuedWorld()
    const { accessToken, refreshToken } = await signIn(world)
    const { sid } = await world.provider.verifyAccessToken(accessToken)
    const [, own] = refreshToken.split('.')
    for (const forged of [`${sid}.${own}`, `.${own}`, own!, `${'A'.repeat(43)}.${own}`])
      await expect(world.provider.refresh(forged)).rejects.toThrow(refused)
    await expect(world.provider.refresh(refreshToken)).resolves.toHaveProperty('accessToken')
  })

  test('twenty at once get one successor, for one rotation', async () => {
    const world = await selfIssuedWorld()
    const { refreshToken } = await signIn(world)
    const all = await Promise.all(
      Array.from({ length: 20 }, () => world.provider.refresh(refreshToken)),
    )
    expect(new Set(all.map((tokens) => tokens.refreshToken)).size).toBe(1)
    expect(world.rotations()).toBe(1)
  })

  test('what is kept holds neither code, token nor password', async () => {
    const world = await selfIssuedWorld()
    const code = await codeOf(world)
    const { refreshToken } = await world.provider.exchangeCode(exchange(code))
    const fresh = await world.provider.refresh(refreshToken)
    const kept = JSON.stringify([
      await world.state.grantByFamily(await sha256(refreshToken.split('.')[0]!)),
      await world.state.takeCode(await sha256(code)),
      await world.state.userById('usr_ada'),
    ])
    for (const each of [code, ...`${refreshToken}.${fresh.refreshToken}`.split('.'), adasPassword])
      expect(kept).not.toContain(each)
  })

  test('refreshing ends a day after the sign-in, however busy the session is', async () => {
    const world = await selfIssuedWorld()
    let { refreshToken } = await signIn(world)
    for (let hour = 0; hour < 23; hour += 1) {
      world.advance(3600)
      refreshToken = (await world.provider.refresh(refreshToken)).refreshToken
    }
    world.advance(3601)
    await expect(world.provider.refresh(refreshToken)).rejects.toThrow(refused)
  })

  test('with keys that cannot be had nothing is spent', async () => {
    const world = await selfIssuedWorld()
    const { refreshToken } = await signIn(world)
    world.failNext('keys', 'reset')
    await expect(world.provider.refresh(refreshToken)).rejects.toThrow(
      expect.objectContaining({ code: 'provider_unavailable' }),
    )
    await world.provider.refresh(refreshToken)
    expect(world.rotations()).toBe(1)
  })
})

function changed(address: string, name: string, value: string | undefined): string {
  const url = new URL(address)
  if (value === undefined) url.searchParams.delete(name)
  else url.searchParams.set(name, value)
  return url.href
}
