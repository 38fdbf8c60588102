import { beforeEach, describe, expect, test } from 'vitest'
import {
  bodyOf,
  claimsOf,
  issuer,
  locationOf,
  oauthClient,
} from '../../../test-support/oauth-client.ts'
import { signingKey } from '../../../test-support/signing-key.ts'

let client: ReturnType<typeof oauthClient>
beforeEach(async () => {
  client = oauthClient({ signingKeys: [await signingKey()] })
})

test('discovery names endpoints that answer', async () => {
  const metadata = (await (await client.get('/.well-known/openid-configuration')).json()) as object
  const addresses = Object.entries(metadata).filter(([name]) => /_(endpoint|uri)$/.test(name))
  expect(addresses).toHaveLength(5)
  for (const [, address] of addresses) {
    expect((await client.get(String(address).replace(issuer, ''))).status).not.toBe(404)
  }
})

describe('keys', () => {
  const kids = async (): Promise<readonly string[]> => {
    const { keys } = (await (await client.get('/keys')).json()) as {
      keys: { kid: string; d?: string }[]
    }
    expect(keys.every((key) => key.d === undefined)).toBe(true)
    return keys.map(({ kid }) => kid)
  }

  test('rotate with an overlap, or at once', async () => {
    const [first] = await kids()
    await client.json('/_emulator/rotate-keys')
    expect(await kids()).toEqual([first, expect.any(String)])
    await client.json('/_emulator/rotate-keys', { drop: true })
    expect(await kids()).toEqual([expect.not.stringMatching(`^${first}$`)])
  })
})

describe('userinfo', () => {
  const ask = (token: string) => client.get('/userinfo', { authorization: `Bearer ${token}` })

  test('tells who an access token stands for', async () => {
    const { access_token } = await client.signIn()
    const response = await ask(access_token)
    expect(await response.json()).toEqual({
      sub: 'usr_ada',
      email: 'ada@example.com',
      email_verified: true,
      name: 'Ada Lovelace',
    })
  })

  test('refuses everything else', async () => {
    const tokens = await client.signIn()
    const application = await bodyOf(await client.token({ grant_type: 'client_credentials' }))
    for (const token of [
      '',
      'x.y.z',
      tokens.id_token,
      application.access_token,
      tokens.refresh_token,
    ]) {
      const response = await ask(token)
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/)
    }
    client.advance(301)
    expect((await ask(tokens.access_token)).status).toBe(401)
  })
})

describe('logout', () => {
  const path = (fields: Record<string, string>) => `/oidc/logout?${new URLSearchParams(fields)}`
  const back = 'http://localhost:3000/goodbye'

  test('ends the session of the hint and goes back, with the state', async () => {
    const { id_token, refresh_token } = await client.signIn()
    const response = await client.get(
      path({ id_token_hint: id_token, post_logout_redirect_uri: back, state: 's' }),
    )
    expect(locationOf(response).href).toBe(`${back}?state=s`)
    expect((await client.refresh(refresh_token)).status).toBe(400)
  })

  test('takes a form as well, and a hint that has expired', async () => {
    const { id_token, refresh_token } = await client.signIn()
    client.advance(3600)
    const response = await client.form('/oidc/logout', {
      id_token_hint: id_token,
      post_logout_redirect_uri: back,
    })
    expect(locationOf(response).href).toBe(back)
    expect((await client.refresh(refresh_token)).status).toBe(400)
  })

  test.each([
    ['no hint: a page, and no redirect', { post_logout_redirect_uri: back }, 200],
    ['nothing at all: a page', {}, 200],
    ['a hint of somebody else', { id_token_hint: 'e30.e30.e30' }, 400],
    ['an address that is none', { post_logout_redirect_uri: 'javascript:alert(1)' }, 400],
  ])('%s', async (_, fields: Record<string, string>, status) => {
    const response = await client.get(path(fields))
    expect(response.status).toBe(status)
    expect(response.headers.has('location')).toBe(false)
  })

  test('a tampered hint ends nothing', async () => {
    const { id_token, refresh_token } = await client.signIn()
    const [head, , signature] = id_token.split('.')
    const payload = btoa(JSON.stringify({ ...claimsOf(id_token), extra: 1 })).replace(/=+$/, '')
    const response = await client.get(path({ id_token_hint: `${head}.${payload}.${signature}` }))
    expect(response.status).toBe(400)
    expect((await client.refresh(refresh_token)).status).toBe(200)
  })
})

describe('the session API by REST', () => {
  const asApplication = async () => {
    const { access_token } = await bodyOf(await client.token({ grant_type: 'client_credentials' }))
    return { authorization: `Bearer ${access_token}` }
  }

  test('tells of a session, lists, and revokes', async () => {
    const { access_token } = await client.signIn()
    const sid = String(claimsOf(access_token)['sid'])
    const headers = await asApplication()
    const session = await client.get(`/api/v1/sessions/${sid}`, headers)
    expect(await session.json()).toMatchObject({
      session_id: sid,
      user_id: 'usr_ada',
      status: 'active',
    })
    const list = await client.get('/api/v1/users/usr_ada/sessions', headers)
    expect(await list.json()).toMatchObject({ total_size: 1 })
    const revoked = await client.form(`/api/v1/sessions/${sid}/revoke`, {}, headers)
    expect(await revoked.json()).toMatchObject({ revoked_session: { status: 'revoked' } })
    const all = await client.form('/api/v1/users/usr_ada/sessions/revoke', {}, headers)
    expect(await all.json()).toMatchObject({ total_revoked: 0 })
  })

  test.each(['/api/v1/sessions/ses_none', '/api/v1/users/usr_none/sessions'])(
    '%s: 404',
    async (path) => {
      expect((await client.get(path, await asApplication())).status).toBe(404)
    },
  )

  test('answers the application only, never a user’s token', async () => {
    const { access_token } = await client.signIn()
    for (const token of ['', access_token]) {
      const response = await client.get('/api/v1/users/usr_ada/sessions', {
        authorization: `Bearer ${token}`,
      })
      expect(response.status).toBe(401)
    }
  })
})

test.each([
  ['GET', '/', 404],
  ['GET', '/oauth/', 404],
  ['GET', '//evil.example/keys', 404],
  ['POST', '/keys', 405],
  ['GET', '/oauth/token', 405],
  ['DELETE', '/keys', 405],
])('%s %s: %i', async (method, path, status) => {
  const response = await client.emulator.fetch(new Request(issuer + path, { method }))
  expect(response.status).toBe(status)
  if (status === 405) expect(response.headers.get('allow')).not.toBeNull()
})
