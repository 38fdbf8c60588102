import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { stripTypeScriptTypes } from 'node:module'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { gzipSync } from 'node:zlib'
import express from 'express'
import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findBrowser } from '../../../conformance/src/drivers/browser/find.ts'
import { ACCESS_TTL, createBench } from '../../test-support/bench.ts'
import type { Bench } from '../../test-support/bench.ts'
import { requireSession, sessionOf } from '../express/require-session.ts'
import { router } from '../express/router.ts'
import { problemOf } from '../routes/problem.ts'
import type { Strategy } from '../session/strategy.ts'
import { viewOf } from '../session/view.ts'
import type { sessionClient } from './session-client.ts'

const SCRIPT = stripTypeScriptTypes(
  readFileSync(new URL('./session-client.ts', import.meta.url), 'utf8'),
)

/** What the page's own script sees. */
declare const session: ReturnType<typeof sessionClient>

test('weighs a kilobyte on the wire, before a bundler shortens its names', () => {
  const bare = SCRIPT.replace(/\/\*[^]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/\s+/g, ' ')
  expect(gzipSync(bare).length).toBeLessThanOrEqual(1_100)
})

let browser: Browser
beforeAll(async () => {
  const found = await findBrowser(process.env)
  if ('reason' in found) throw new Error(`${found.reason}: ${found.hint}`)
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  browser = await found.type.launch({ executablePath: found.executable, args })
})
afterAll(() => browser?.close())

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

let bench: Bench
let origin: string
let context: BrowserContext
let page: Page
/** Requests to the API, by path. */
let asked: string[]
/** Refreshes that were under way at the same time, at most. */
let mostAtOnce: number

/** An app with that strategy, a page that has the client, and someone signed in to it. */
async function start(strategy: Strategy): Promise<void> {
  asked = []
  mostAtOnce = 0
  const app = express()
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  origin = `http://localhost:${(server.address() as AddressInfo).port}`
  bench = await createBench({ policy: { strategy, origin, afterSignIn: '/page' } })
  context = await browser.newContext()
  closing.push(
    () => bench.close(),
    () => server.close(),
    () => server.closeAllConnections(),
    () => context.close(),
  )
  let atOnce = 0
  app.use('/auth/refresh', (_request, response, next) => {
    atOnce += 1
    mostAtOnce = Math.max(mostAtOnce, atOnce)
    response.on('close', () => (atOnce -= 1))
    next()
  })
  app.use(router(bench.sessions))
  app.get('/client.js', (_request, response) => void response.type('text/javascript').send(SCRIPT))
  app.get('/page', (_request, response) => {
    const options = JSON.stringify({ bearer: strategy === 'bearer' })
    response.send(`<!doctype html><title>Page</title><script type="module">
      import { sessionClient } from '/client.js'
      window.session = sessionClient(${options})
    </script>`)
  })
  app.use('/api', (request, _response, next) => {
    asked.push(request.path)
    next()
  })
  app.all('/api/never', (_request, response) => {
    response.status(401).json(problemOf('access_token_expired'))
  })
  const guard = requireSession(bench.sessions)
  app.get('/api/me', guard, (request, response) => {
    response.json({ id: sessionOf(request).userId })
  })
  app.post('/api/echo', guard, express.json(), (request, response) => {
    response.json(request.body)
  })
  server.on('upgrade', (request, socket) => void shakeHands(request, socket))
  page = await newTab('/auth/sign-in')
  await page.fill('#email', 'ada@example.com')
  await page.fill('#password', 'demo-password')
  await page.press('#password', 'Enter')
  await ready(page)
}

async function newTab(path: string): Promise<Page> {
  const tab = await context.newPage()
  await tab.goto(origin + path)
  return tab
}

async function ready(tab: Page): Promise<Page> {
  await tab.waitForURL(`${origin}/page`)
  await tab.waitForFunction('window.session !== undefined')
  return tab
}

/** As much of RFC 6455 §4.2.2 as a handshake takes. */
async function shakeHands(request: IncomingMessage, socket: Duplex): Promise<void> {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)])
  const view = viewOf(new Request(origin + request.url, { headers: headers as [string, string][] }))
  const { kind } = await bench.sessions.authenticate(view)
  if (kind !== 'signed-in') return void socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n')
  const accept = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64')
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade']
  socket.write([...lines, `Sec-WebSocket-Accept: ${accept}`, '', ''].join('\r\n'))
}

const rotations = () => bench.emulator.counters.rotations
const expire = () => bench.advance(ACCESS_TTL + 1)
const ask = (tab: Page, times = 1) =>
  tab.evaluate(async (count) => {
    const one = async () => {
      const response = await session.fetch('/api/me')
      return [response.status, ((await response.json()) as { id?: string }).id]
    }
    return Promise.all(Array.from({ length: count }, one))
  }, times)
const all = (times: number) => Array.from({ length: times }, () => [200, 'usr_ada'])

describe.each(['respond', 'bearer'] as const)('in Chromium, %s:', (strategy) => {
  let before: number
  beforeEach(async () => {
    await start(strategy)
    await ask(page)
    before = rotations()
    asked = []
  })

  test('twenty fetches at expiry all work, for one refresh', async () => {
    expire()
    expect(await ask(page, 20)).toEqual(all(20))
    expect(rotations()).toBe(before + 1)
    expect(asked).toHaveLength(40)
    expect(await ask(page)).toEqual(all(1))
    expect(rotations()).toBe(before + 1)
  })

  test('a POST is tried again once, with its body', async () => {
    expire()
    const echoed = await page.evaluate(async () => {
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify({ text: 'kept' })
      return (await session.fetch('/api/echo', { method: 'POST', headers, body })).json() as unknown
    })
    expect(echoed).toEqual({ text: 'kept' })
    expect(asked).toEqual(['/echo', '/echo'])
  })

  test('a server that never agrees is asked twice, and no more', async () => {
    expect(await page.evaluate(async () => (await session.fetch('/api/never')).status)).toBe(401)
    expect(asked).toEqual(['/never', '/never'])
  })

  test('where locks are missing, the tab has one refresh all the same', async () => {
    await context.addInitScript(() => {
      Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })
    })
    const tab = await ready(await newTab('/page'))
    await ask(tab)
    expire()
    const now = rotations()
    expect(await ask(tab, 10)).toEqual(all(10))
    expect(rotations()).toBe(now + 1)
  })

  test('an outage shows, and ends nothing', async () => {
    expire()
    const { environment } = bench.emulator
    environment.knobs = {
      ...environment.knobs,
      failNext: [{ count: 1, kind: '503', on: 'token' }],
    }
    expect(await ask(page)).toEqual([[503, undefined]])
    expect(await ask(page)).toEqual(all(1))
  })

  test('a session that ended shows as one, and is not asked for again', async () => {
    await bench.store.revokeAll('usr_ada', bench.now(), 'revoked')
    expire()
    expect(await ask(page)).toEqual([[401, undefined]])
    expect(asked).toHaveLength(1)
    expect(rotations()).toBe(before)
  })

  test('another origin is neither told nor believed', async () => {
    const seen: (string | undefined)[] = []
    await context.route('http://127.0.0.1:1/**', async (route) => {
      seen.push((await route.request().allHeaders())['authorization'])
      const headers = { 'access-control-allow-origin': '*' }
      const body = JSON.stringify(problemOf('access_token_expired'))
      await route.fulfill({ status: 401, headers, contentType: 'application/problem+json', body })
    })
    const status = await page.evaluate(
      async () => (await session.fetch('http://127.0.0.1:1/x')).status,
    )
    expect([status, seen, rotations()]).toEqual([401, [undefined], before])
  })

  test('no script can read a credential from where it is kept', async () => {
    const kept = await page.evaluate(() => [document.cookie, localStorage.length, history.state])
    expect(kept).toEqual(['', 0, null])
  })
})

describe('in Chromium, respond:', () => {
  beforeEach(() => start('respond'))

  test('four tabs at expiry share one refresh', async () => {
    const others = await Promise.all([1, 2, 3].map(async () => ready(await newTab('/page'))))
    expire()
    const { environment } = bench.emulator
    environment.knobs = { ...environment.knobs, latencyMs: 200 }
    const answers = await Promise.all([page, ...others].map((tab) => ask(tab, 5)))
    expect(answers).toEqual(Array(4).fill(all(5)))
    expect([rotations(), mostAtOnce]).toEqual([1, 1])
  })

  test('a WebSocket connects at expiry, if it waits for the refresh', async () => {
    const connect = (first: boolean) =>
      page.evaluate(async (refreshes) => {
        const open = () => new WebSocket(`ws://${location.host}/live`)
        const socket = refreshes ? await session.refreshBefore(open) : open()
        return new Promise<string>((resolve) => {
          for (const type of ['open', 'error'])
            socket.addEventListener(type, () => {
              resolve(type)
            })
        })
      }, first)
    expire()
    expect(await connect(false)).toBe('error')
    expect(await connect(true)).toBe('open')
    expect(await connect(true)).toBe('open')
    expect(rotations()).toBe(1)
    await bench.store.revokeAll('usr_ada', bench.now(), 'revoked')
    await expect(connect(true)).rejects.toThrow('could not be refreshed: 401')
  })
})

test('in Chromium, bearer: the token is gone with its page, and the next page gets its own', async () => {
  await start('bearer')
  expect(await ask(page)).toEqual(all(1))
  await page.reload()
  expect(await ask(await ready(page))).toEqual(all(1))
  expect(rotations()).toBe(2)
})
