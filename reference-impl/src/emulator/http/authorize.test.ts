import { describe, expect, test } from 'vitest'
import { locationOf, oauthClient, redirectUri } from '../../../test-support/oauth-client.ts'

describe('authorize', () => {
  test('shows a sign-in page whose form comes back with a code and the state', async () => {
    const client = oauthClient()
    const page = await client.get(client.authorizePath())
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('cache-control')).toBe('no-store')
    const html = await page.text()
    expect(html).toContain('name="email"')
    expect(html).toContain('name="password"')
    expect(html).toContain('value="ada@example.com"')

    const back = await client.form(client.authorizePath(), {
      email: ' Ada@Example.com ',
      password: 'demo-password',
    })
    expect(back.status).toBe(303)
    const { origin, pathname, searchParams } = locationOf(back)
    expect(origin + pathname).toBe(redirectUri)
    expect(searchParams.get('state')).toBe('the-state')
    expect(searchParams.get('code')).toMatch(/^code_/)
  })

  test.each([
    ['a wrong password', { email: 'ada@example.com', password: 'x' }],
    ['nobody', { email: 'nobody@example.com', password: 'demo-password' }],
    ['nothing', {}],
  ])('%s: the page again, with a word on it', async (_, fields) => {
    const client = oauthClient()
    const response = await client.form(client.authorizePath(), fields)
    expect(response.status).toBe(422)
    expect(await response.text()).toContain('role="alert"')
  })

  test.each([
    ['an unknown client', { client_id: 'skc_other' }],
    ['no client', { client_id: undefined }],
    ['no redirect_uri', { redirect_uri: undefined }],
    ['a relative redirect_uri', { redirect_uri: '/auth/callback' }],
    ['a script for a redirect_uri', { redirect_uri: 'javascript:alert(1)' }],
    ['a redirect_uri with a fragment', { redirect_uri: `${redirectUri}#x` }],
  ])('%s: a page, and no redirect', async (_, change) => {
    const client = oauthClient()
    const response = await client.get(client.authorizePath(change))
    expect(response.status).toBe(400)
    expect(response.headers.has('location')).toBe(false)
  })

  test.each([
    ['no response_type', { response_type: undefined }, 'invalid_request'],
    ['the implicit grant', { response_type: 'token' }, 'unsupported_response_type'],
    ['plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a method alone', { code_challenge: undefined }, 'invalid_request'],
    ['a challenge that is no hash', { code_challenge: 'short' }, 'invalid_request'],
    ['prompt=none', { prompt: 'none' }, 'login_required'],
  ])('%s: an error at the client, with its state', async (_, change, error) => {
    const client = oauthClient()
    const { searchParams } = locationOf(await client.get(client.authorizePath(change)))
    expect(searchParams.get('error')).toBe(error)
    expect(searchParams.get('state')).toBe('the-state')
    expect(searchParams.has('code')).toBe(false)
  })

  test('a parameter that comes twice is refused', async () => {
    const client = oauthClient()
    const response = await client.get(`${client.authorizePath()}&state=another`)
    expect(response.status).toBe(400)
  })

  test('only registered redirect URIs, if any are registered', async () => {
    const registered = { clientId: 'skc_emulator', clientSecret: 's', redirectUris: [redirectUri] }
    const client = oauthClient({ client: registered })
    expect((await client.get(client.authorizePath())).status).toBe(200)
    const elsewhere = client.authorizePath({ redirect_uri: `${redirectUri}/else` })
    expect((await client.get(elsewhere)).status).toBe(400)
  })

  test('the query of a redirect_uri stays', async () => {
    const client = oauthClient({ knobs: { autoApprove: true } })
    const path = client.authorizePath({ redirect_uri: `${redirectUri}?tenant=1` })
    const { searchParams } = locationOf(await client.get(path))
    expect(searchParams.get('tenant')).toBe('1')
    expect(searchParams.has('code')).toBe(true)
  })

  test('auto-approval signs in whom login_hint names, and nobody else', async () => {
    const client = oauthClient({ knobs: { autoApprove: true } })
    expect((await client.get(client.authorizePath())).status).toBe(303)
    const stranger = client.authorizePath({ login_hint: 'nobody@example.com' })
    expect((await client.get(stranger)).status).toBe(200)
  })

  test('it remembers nobody: the next request asks again', async () => {
    const client = oauthClient()
    await client.form(client.authorizePath(), {
      email: 'ada@example.com',
      password: 'demo-password',
    })
    expect((await client.get(client.authorizePath())).status).toBe(200)
  })

  test('what the request says is text on the page, never markup', async () => {
    const client = oauthClient()
    const login_hint = '"><script>alert(1)</script>'
    const html = await (await client.get(client.authorizePath({ login_hint }))).text()
    expect(html).not.toContain('<script>')
  })
})
