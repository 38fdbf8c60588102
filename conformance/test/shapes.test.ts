import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { checks } from '../src/checks/index.ts'
import type { Config } from '../src/config/config.ts'
import { createHttpTransport } from '../src/drivers/http/transport.ts'
import { createProber } from '../src/drivers/prober.ts'
import { systemClock } from '../src/drivers/system-clock.ts'
import { createWebDriver } from '../src/drivers/web-driver.ts'
import type { EvidenceKey } from '../src/evidence/evidence.ts'
import { gather } from '../src/gatherers/gather.ts'
import { evaluate } from '../src/run/evaluate.ts'
import type { GatherResult } from '../src/run/gatherer-port.ts'

/** Servers that are unlike the reference, each a few lines: what the suite makes of them. */

interface Asked {
  readonly method: string
  readonly path: string
  readonly body: string
  readonly cookies: Readonly<Record<string, string>>
}

interface Answer {
  readonly status?: number
  readonly set?: readonly string[]
  readonly json?: unknown
  readonly html?: string
  readonly location?: string
}

type App = (asked: Asked) => Answer

const keys: readonly EvidenceKey[] = [
  'signIn',
  'refreshCookie',
  'refresh',
  'concurrency',
  'revocation',
  'signOut',
  'refusal',
  'ledger',
]
const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function serve(app: App): Promise<string> {
  const server = createServer((request, response) => void respond(app, request, response))
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  closing.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://localhost:${(server.address() as AddressInfo).port}`
}

async function respond(app: App, request: IncomingMessage, response: ServerResponse) {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  const pairs = (request.headers.cookie ?? '').split('; ').map((pair) => pair.split('='))
  const cookies = Object.fromEntries(pairs.map(([name = '', ...rest]) => [name, rest.join('=')]))
  const { method = 'GET', url: path = '/' } = request
  const { status = 200, set = [], json, html, location } = app({ method, path, body, cookies })
  response.statusCode = status
  response.setHeader('Cache-Control', 'no-store')
  if (set.length > 0) response.setHeader('Set-Cookie', [...set])
  if (location !== undefined) response.setHeader('Location', location)
  response.setHeader('Content-Type', json === undefined ? 'text/html' : 'application/json')
  response.end(json === undefined ? (html ?? '') : JSON.stringify(json))
}

async function visit(app: App, config: Partial<Config> = {}): Promise<GatherResult> {
  const origin = await serve(app)
  const transport = createHttpTransport({ timeout: 3000 })
  closing.push(() => transport.close())
  const began = Date.now()
  const options = { origin, headers: [], timeout: 3000, clock: systemClock, began }
  return gather({
    config: {
      url: origin,
      accounts: [{ username: 'ada', password: 'analytical' }],
      signIn: {
        request: {
          method: 'POST',
          path: '/login',
          json: { user: '{username}', password: '{password}' },
        },
      },
      protected: { api: '/me' },
      signOut: { method: 'POST', path: '/logout' },
      ...config,
    },
    driver: createWebDriver(transport.send, options),
    prober: createProber(transport.send, options, 'p'),
    clock: systemClock,
    keys,
  })
}

function statusOf(result: GatherResult, id: string): string {
  const check = checks.find((each) => each.id === id)
  if (!check) throw new Error(`no check ${id}`)
  return evaluate(check, result.evidence, { profile: 'bff', driver: 'http', loopback: true }).status
}

const good = 'HttpOnly; Secure; SameSite=Lax; Path=/'

/** One session cookie in memory, beside cookies that are nobody's credential. */
function sessionApp(
  over: { names?: readonly string[]; forgets?: boolean; shuts?: boolean } = {},
): App {
  const sessions = new Map<string, string>()
  let count = 0
  let shut = false
  const names = over.names ?? ['sid']
  return ({ method, path, body, cookies }) => {
    const id = names.map((name) => cookies[name] ?? '').join('|')
    const user = sessions.get(id)
    if (path === '/login') {
      if (!body.includes('analytical')) return { status: 401, json: { error: 'no' } }
      count += 1
      const values = names.map((name) => `${name}-value-${count}-0123456789`)
      sessions.set(values.join('|'), 'ada')
      return {
        set: [
          ...names.map((name, index) => `${name}=${values[index]}; ${good}`),
          'csrf=readable-by-scripts; Path=/',
          'AWSALB=balancer-0123456789; Path=/',
          'old=; Path=/; Max-Age=0',
        ],
        json: { ok: true },
      }
    }
    if (path === '/logout' && method === 'POST') {
      if (over.forgets !== true) sessions.delete(id)
      if (over.shuts === true) shut = true
      return { set: names.map((name) => `${name}=; Path=/; Max-Age=0`), json: {} }
    }
    if (path === '/revoke' && user !== undefined) {
      sessions.clear()
      return { json: {} }
    }
    return user === undefined || shut
      ? { status: 401, json: { error: 'nobody' } }
      : { json: { profile: { email: 'ada', plan: 'free' }, at: count } }
  }
}

describe('one session cookie and no refresh', () => {
  test('is found by ablation, and the refresh rows do not apply', async () => {
    const result = await visit(sessionApp())
    expect(result.evidence.signIn).toMatchObject({
      user: 'ada',
      credentials: { access: ['sid'], refresh: [] },
    })
    expect(result.discovered.map(({ what }) => what)).toEqual(['identity', 'access credential'])
    expect(statusOf(result, 'cookies/secure')).toBe('pass')
    expect(statusOf(result, 'cookies/access-http-only')).toBe('pass')
    expect(statusOf(result, 'sign-out/access-refused')).toBe('pass')
    expect(statusOf(result, 'errors/unauthenticated')).toBe('pass')
    const rows = ['cookies/refresh-http-only', 'scope/refresh-path', 'scope/refresh-ledger']
    for (const id of [...rows, 'refresh/transparent', 'refresh/concurrent']) {
      expect([id, statusOf(result, id)]).toEqual([id, 'not-applicable'])
    }
  })

  test('two cookies that are one credential are ablated and replayed as one', async () => {
    const result = await visit(sessionApp({ names: ['koa.sess', 'koa.sess.sig'] }))
    expect(result.evidence.signIn).toMatchObject({
      credentials: { access: ['koa.sess', 'koa.sess.sig'] },
    })
    expect(statusOf(result, 'sign-out/access-refused')).toBe('pass')
  })

  test('a session that outlives its sign-out is caught', async () => {
    const result = await visit(sessionApp({ forgets: true }))
    expect(statusOf(result, 'sign-out/access-refused')).toBe('fail')
  })

  test('a server that refuses everybody after a sign-out cannot pass', async () => {
    const result = await visit(sessionApp({ shuts: true }))
    expect(statusOf(result, 'sign-out/access-refused')).toBe('inconclusive')
    expect(result.evidence.signOut).toMatchObject({ gap: true })
  })

  test('a revocation that ends all of a user is judged by a fresh session', async () => {
    const revoke = { request: { method: 'POST', path: '/revoke' } }
    const result = await visit(sessionApp(), { revoke, revokes: 'user', signOut: { path: '/me' } })
    expect(statusOf(result, 'revoke/access-refused')).toBe('pass')
    expect(statusOf(result, 'revoke/refresh-refused')).toBe('not-applicable')
  })

  test('what the config does not name is a gap with a hint, never a guess', async () => {
    const result = await visit(sessionApp())
    expect(result.evidence.revocation).toMatchObject({
      gap: true,
      hint: expect.stringContaining('"revoke"') as string,
    })
  })
})

test('a wrong cookie name is met with the names that there are', async () => {
  const result = await visit(sessionApp(), { session: { access: 'sidd' } })
  expect(result.evidence.signIn).toMatchObject({
    gap: true,
    reason: 'config: after sign-in there is no cookie "sidd"',
    hint: expect.stringContaining('sid, csrf, AWSALB') as string,
  })
})

test('a server that breaks on an ended session has not refused it', async () => {
  const app = sessionApp()
  let ended: string | undefined
  const result = await visit((asked) => {
    const { sid } = asked.cookies
    if (asked.path === '/logout') ended = sid
    else if (ended !== undefined && ended === sid) return { status: 500, json: {} }
    return app(asked)
  })
  expect(statusOf(result, 'sign-out/access-refused')).toBe('inconclusive')
})

test('an unknown HttpOnly cookie beside the session is asked about, not guessed at', async () => {
  const app = sessionApp()
  const result = await visit((asked) => {
    const answer = app(asked)
    if (asked.path !== '/login') return answer
    return { ...answer, set: [...(answer.set ?? []), `rt=what-is-this-0123456789; ${good}`] }
  })
  expect(result.evidence.refresh).toMatchObject({
    gap: true,
    reason: 'refresh: which of rt is the refresh cookie is not known',
  })
})

describe('a refresh that happens inside the request', () => {
  /** Access and refresh cookie both at `/`; the access cookie's Max-Age is its token's life. */
  function inlineApp(): App {
    let count = 0
    const live = new Map<string, string>()
    const issue = () => {
      count += 1
      const [access, refresh] = [`access-${count}-0123456789`, `refresh-${count}-0123456789`]
      live.set(access, 'ada').set(refresh, 'ada')
      return [`at=${access}; ${good}; Max-Age=60`, `rt=${refresh}; ${good}`]
    }
    return ({ path, cookies }) => {
      if (path === '/login') return { set: issue(), json: {} }
      const { at = '', rt = '' } = cookies
      if (live.has(at)) return { json: { id: 'ada' } }
      return live.has(rt) ? { set: issue(), json: { id: 'ada' } } : { status: 401, json: {} }
    }
  }
  const config: Partial<Config> = {
    session: { access: 'at', refresh: 'rt' },
    lifetimes: { access: '60s' },
  }

  test('is transparent, and its refresh value travels everywhere', async () => {
    const result = await visit(inlineApp(), config)
    expect(result.evidence.refresh).toMatchObject({
      expiry: { how: 'dropped', faithful: true },
      endpoint: '/me',
    })
    expect(statusOf(result, 'refresh/transparent')).toBe('pass')
    expect(statusOf(result, 'scope/refresh-path')).toBe('fail')
  })

  test('is found by leaving each cookie out across an expiry', async () => {
    const result = await visit(inlineApp(), {
      lifetimes: { access: '60s' },
      session: { access: 'at' },
    })
    expect(result.evidence.refreshCookie).toEqual({ names: ['rt'] })
    expect(result.discovered).toContainEqual({
      what: 'refresh credential',
      value: 'rt',
      how: 'without it an expired session is not refreshed',
    })
    expect(statusOf(result, 'refresh/transparent')).toBe('pass')
  })

  test('is found by its endpoint where nothing is transparent', async () => {
    const app = inlineApp()
    const explicit: App = (asked) => {
      const at = asked.cookies['at'] ?? ''
      return asked.path === '/refresh'
        ? app({ ...asked, path: '/me' })
        : app({ ...asked, cookies: { at } })
    }
    const refresh = { path: '/refresh', method: 'POST' }
    const result = await visit(explicit, { ...config, session: { access: 'at' }, refresh })
    expect(result.evidence.refreshCookie).toEqual({ names: ['rt'] })
    expect(statusOf(result, 'refresh/transparent')).toBe('fail')
    expect(statusOf(result, 'refresh/concurrent')).toBe('not-applicable')
  })

  test('every value of it is a secret', async () => {
    const { secrets } = await visit(inlineApp(), config)
    expect(secrets.get('access-1-0123456789')).toBe('access')
    expect(secrets.get('refresh-1-0123456789')).toBe('refresh')
    expect(secrets.get('analytical')).toBe('password')
  })
})

test('a long-lived cookie that was only dropped proves nothing against the server', async () => {
  const app: App = ({ path, cookies }) => {
    if (path === '/login') {
      return { set: [`at=opaque-0123456789; ${good}`, `rt=other-0123456789; ${good}`], json: {} }
    }
    return cookies['at'] === 'opaque-0123456789'
      ? { json: { id: 'ada' } }
      : { status: 401, json: {} }
  }
  const result = await visit(app, { session: { access: 'at', refresh: 'rt' } })
  expect(statusOf(result, 'refresh/transparent')).toBe('inconclusive')
  expect(result.evidence.refresh).toMatchObject({
    hint: expect.stringContaining('"expire"') as string,
  })
})

describe('a page', () => {
  const app = (html: (user: string | undefined) => string): App => {
    const session = sessionApp()
    return (asked) => {
      if (asked.path !== '/home') return session(asked)
      const answer = session({ ...asked, path: '/me' })
      const user = answer.status === 401 ? undefined : 'ada'
      return { html: html(user) }
    }
  }

  test('that is the same for a stranger is no protected page', async () => {
    const protectedBoth = { api: '/me', page: '/home' }
    const result = await visit(
      app(() => '<div id=root></div>'),
      { protected: protectedBoth },
    )
    expect(result.discovered).toContainEqual(
      expect.objectContaining({ what: 'page', value: 'none' }),
    )
    expect(result.evidence.refusal).toMatchObject({ page: [] })
  })

  test('alone will do, its user read by a selector', async () => {
    const html = (user?: string) =>
      user ? `<b id=user> ${user} </b>` : '<a href=/login>Sign in</a>'
    const result = await visit(app(html), {
      protected: { page: '/home' },
      identity: { selector: '#user' },
    })
    expect(result.evidence.signIn).toMatchObject({ user: 'ada', credentials: { access: ['sid'] } })
    expect(statusOf(result, 'sign-out/access-refused')).toBe('pass')
    expect(statusOf(result, 'errors/unauthenticated')).toBe('not-applicable')
  })
})
