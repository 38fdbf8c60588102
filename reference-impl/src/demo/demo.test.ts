import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request } from 'node:http'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { FETCH, NAVIGATION, approve } from '../../test-support/bench.ts'
import type { Defect } from './defect.ts'
import { startDemo } from './main.ts'
import type { DemoSettings, RunningDemo } from './main.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function start(settings: DemoSettings = {}): Promise<RunningDemo> {
  const demo = await startDemo({ port: 0, quiet: true, ...settings })
  closing.push(() => demo.close())
  return demo
}

/** With node:http, for `fetch` writes its own Sec-Fetch-Mode. */
function send(
  demo: RunningDemo,
  method: string,
  path: string,
  headers: Record<string, string> = FETCH,
  body?: string,
) {
  return new Promise<{
    status: number
    headers: NodeJS.Dict<string | string[]>
    cookies: string[]
    body: string
  }>((resolve, reject) => {
    const sent = request(new URL(path, demo.url), { method, headers }, async (response) => {
      let text = ''
      for await (const chunk of response.setEncoding('utf8')) text += String(chunk)
      const cookies = response.headers['set-cookie'] ?? []
      resolve({ status: response.statusCode ?? 0, headers: response.headers, cookies, body: text })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const cookieHeader = (lines: readonly string[]) =>
  lines
    .map((line) => line.split(';')[0]!)
    .filter((pair) => !pair.endsWith('='))
    .join('; ')

/** Signs in through the real pages; the Cookie header of the session. */
async function signIn(demo: RunningDemo, email = 'ada@example.com'): Promise<string> {
  const first = await send(demo, 'GET', '/auth/sign-in', NAVIGATION)
  const callback = new URL(await approve(String(first.headers['location']), email))
  const headers = { ...NAVIGATION, cookie: cookieHeader(first.cookies) }
  const last = await send(demo, 'GET', callback.pathname + callback.search, headers)
  return cookieHeader(last.cookies)
}

const me = async (demo: RunningDemo, cookie: string) => {
  const { status, body } = await send(demo, 'GET', '/api/me', { ...FETCH, cookie })
  return [status, (JSON.parse(body || '{}') as { user?: unknown }).user]
}

describe('the demo', () => {
  test('hears from its emulator of a session that ended there', async () => {
    const demo = await start()
    const cookie = await signIn(demo)
    const admin = `${demo.emulatorUrl}/_emulator`
    const state = async () =>
      (await (await fetch(`${admin}/state`)).json()) as {
        sessions: { sessionId: string }[]
        deliveries: { outcome: string }[]
      }
    const [session] = (await state()).sessions
    await fetch(`${admin}/sessions/${session?.sessionId}/revoke`, { method: 'POST' })
    await vi.waitFor(async () => {
      const outcomes = (await state()).deliveries.map(({ outcome }) => outcome)
      expect(outcomes).toEqual(['delivered', 'delivered'])
    })
    expect((await me(demo, cookie))[0]).toBe(401)
  })

  test('shows who is signed in, to scripts and to people', async () => {
    const demo = await start()
    const cookie = await signIn(demo)
    expect(await me(demo, cookie)).toEqual([
      200,
      { id: 'usr_ada', email: 'ada@example.com', name: 'Ada Lovelace' },
    ])
    const page = await send(demo, 'GET', '/dashboard', { ...NAVIGATION, cookie })
    expect(page.body).toContain('<output id="user">ada@example.com</output>')
    expect(page.headers['content-security-policy']).toContain(
      `form-action 'self' ${demo.emulatorUrl}`,
    )
  })

  test('keeps notes, each user their own, and escapes them', async () => {
    const demo = await start()
    const [ada, grace] = [await signIn(demo), await signIn(demo, 'grace@example.com')]
    const json = { ...FETCH, 'content-type': 'application/json' }
    const form = { ...NAVIGATION, 'content-type': 'application/x-www-form-urlencoded' }
    const text = '<img src=x>'
    const post = (headers: Record<string, string>, path: string, body: string) =>
      send(demo, 'POST', path, { ...headers, cookie: ada }, body)
    expect((await post(json, '/api/notes', JSON.stringify({ text }))).status).toBe(201)
    expect((await post(form, '/notes', 'text=by+form')).status).toBe(303)
    expect((await post(form, '/notes', 'text=')).status).toBe(422)
    expect((await post(json, '/api/notes', '{')).status).toBe(400)
    expect((await post(json, '/api/notes', 'null')).status).toBe(400)
    const simple = { ...FETCH, 'content-type': 'text/plain' }
    expect((await post(simple, '/api/notes', '{"text":"x"}')).status).toBe(415)
    const page = await send(demo, 'GET', '/notes', { ...NAVIGATION, cookie: ada })
    expect(page.body).toContain('&#60;img src=x&#62;')
    const others = await send(demo, 'GET', '/api/notes', { ...FETCH, cookie: grace })
    expect(JSON.parse(others.body)).toEqual({ notes: [] })
  })

  test.each([
    ['/', NAVIGATION, 200],
    ['/style.css', FETCH, 200],
    ['/icon.svg', FETCH, 200],
    ['/nothing', NAVIGATION, 404],
    ['/api/nothing', { ...FETCH, accept: 'application/json' }, 404],
    ['/dashboard', NAVIGATION, 303],
    ['/api/me', FETCH, 401],
  ])('%s for a stranger', async (path, headers, status) => {
    const response = await send(await start(), 'GET', path, headers)
    expect(response.status).toBe(status)
    const isAsset = path.endsWith('.css') || path.endsWith('.svg')
    expect(response.headers['cache-control']).toBe(isAsset ? 'public, max-age=300' : 'no-store')
  })

  test('describes itself to the conformance suite', async () => {
    const demo = await start({ accessTtl: 5 })
    const { body } = await send(demo, 'GET', '/.well-known/session-conformance')
    expect(JSON.parse(body)).toMatchObject({
      url: demo.url,
      session: { access: '__Host-accessToken', refresh: '__Secure-refreshToken' },
      lifetimes: { access: '5s', replayWindow: '5s' },
    })
  })

  test('a revocation survives a restart, and so does a session', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'demo-'))
    closing.push(() => rmSync(folder, { recursive: true }))
    const store = join(folder, 'sessions.sqlite')
    const first = await startDemo({ port: 0, emulatorPort: 0, store, quiet: true })
    const port = Number(new URL(first.url).port)
    const emulatorPort = Number(new URL(first.emulatorUrl ?? '').port)
    const [kept, ended] = [await signIn(first), await signIn(first)]
    const path = '/auth/sign-out'
    expect((await send(first, 'POST', path, { ...FETCH, cookie: ended })).status).toBe(200)
    expect(statSync(`${store}.keys`).mode & 0o777).toBe(0o600)
    await first.close()

    const second = await start({ port, emulatorPort, store })
    expect((await me(second, kept))[0]).toBe(200)
    expect((await me(second, ended))[0]).toBe(401)
    const headers = { ...FETCH, cookie: ended }
    expect((await send(second, 'POST', '/auth/refresh', headers)).status).toBe(401)
  })
})

describe('a defect', () => {
  test.each<[string, Defect, (demo: RunningDemo) => Promise<unknown>, unknown]>([
    [
      'in the cookies',
      { setCookie: (line) => [line.replace('; HttpOnly', ''), 'extra=1'] },
      async (demo) => (await send(demo, 'GET', '/auth/sign-in', NAVIGATION)).cookies.length,
      2,
    ],
    [
      'in the response',
      {
        response: (head) => ({
          ...head,
          status: 418,
          headers: [...head.headers, ['X-Seen', 'yes']],
        }),
      },
      async (demo) => {
        const { status, headers } = await send(demo, 'GET', '/api/me')
        return [status, headers['x-seen'], headers['cache-control']]
      },
      [418, 'yes', 'no-store'],
    ],
    [
      'in the body',
      { body: (text, { status }) => `${status}${text.length}` },
      async (demo) => (await send(demo, 'GET', '/icon.svg')).body.slice(0, 3),
      '200',
    ],
    [
      'in what the app is shown',
      { request: (head) => ({ ...head, url: head.url.replace('refreshX', 'refresh') }) },
      async (demo) => (await send(demo, 'POST', '/auth/refreshX')).status,
      401,
    ],
    [
      'in the policy',
      { policy: (policy) => ({ ...policy, paths: { ...policy.paths, refresh: '/auth/renew' } }) },
      async (demo) => (await send(demo, 'POST', '/auth/renew')).status,
      401,
    ],
    [
      'in the store',
      { store: (store) => ({ ...store, revoke: () => true }) },
      async (demo) => {
        const cookie = await signIn(demo)
        await send(demo, 'POST', '/auth/sign-out', { ...FETCH, cookie })
        return (await me(demo, cookie))[0]
      },
      200,
    ],
  ])('%s breaks the server, and leaves the rest', async (_, defect, observe, expected) => {
    expect(await observe(await start({ defect }))).toEqual(expected)
  })
})
