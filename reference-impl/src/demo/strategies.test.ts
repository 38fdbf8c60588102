import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { findBrowser } from '../../../conformance/src/drivers/browser/find.ts'
import { startDemo } from './main.ts'
import type { RunningDemo } from './main.ts'
import type { Strategy } from '../session/strategy.ts'

const ACCESS_TTL = 2
const expiry = () => new Promise((resolve) => setTimeout(resolve, ACCESS_TTL * 1_000 + 200))

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

async function start(strategy: Strategy): Promise<RunningDemo> {
  const demo = await startDemo({ port: 0, accessTtl: ACCESS_TTL, quiet: true, strategy })
  closing.push(() => demo.close())
  return demo
}

/** From the landing page, as a person would. */
async function signIn(demo: RunningDemo): Promise<Page> {
  const context = await browser.newContext()
  closing.push(() => context.close())
  const page = await context.newPage()
  await page.goto(demo.url)
  await page.click('text=Sign in to begin')
  await page.fill('#email', 'ada@example.com')
  await page.fill('#password', 'demo-password')
  await page.press('#password', 'Enter')
  await page.waitForSelector('#user:text("ada@example.com")')
  return page
}

interface EmulatorState {
  readonly counters: { readonly rotations: number }
  readonly sessions: readonly { readonly sessionId: string }[]
}

async function state({ emulatorUrl }: RunningDemo): Promise<EmulatorState> {
  return (await (await fetch(`${emulatorUrl}/_emulator/state`)).json()) as EmulatorState
}

const rotations = async (demo: RunningDemo) => (await state(demo)).counters.rotations

const violations = async (page: Page) =>
  (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => [id, nodes[0]?.html])

describe.each(['respond', 'bearer'] as const)('the demo with %s', (strategy) => {
  test('keeps what was typed before the token expired, and signs out', async () => {
    const demo = await start(strategy)
    const page = await signIn(demo)
    expect(page.url()).toBe(`${demo.url}/app`)
    const before = await rotations(demo)
    await page.fill('#text', 'Kept across a refresh.')
    await expiry()
    await page.click('text=Keep it')
    await page.waitForSelector('#notes li')
    expect(await page.innerText('#notes')).toContain('Kept across a refresh.')
    expect(await rotations(demo)).toBe(before + 1)
    expect(await page.evaluate('document.cookie')).toBe('')

    await page.click('#sign-out')
    await page.waitForURL(`${demo.url}/`)
    expect(await page.context().cookies(`${demo.url}/auth/refresh`)).toEqual([])
    await page.goto(`${demo.url}/app`)
    await page.waitForSelector(strategy === 'bearer' ? 'text=Sign in to go on' : '#email')
  })

  test('says so when the session was ended elsewhere', async () => {
    const demo = await start(strategy)
    const page = await signIn(demo)
    const { sessions } = await state(demo)
    const revoke = `${demo.emulatorUrl}/_emulator/sessions/${sessions[0]!.sessionId}/revoke`
    expect((await fetch(revoke, { method: 'POST' })).status).toBe(200)
    await expiry()
    await page.fill('#text', 'Too late.')
    await page.click('text=Keep it')
    await page.waitForSelector('text=Sign in to go on')
    expect(await page.textContent('#status')).toBe('Sign in again.')
  })

  test('its page is accessible, and fits', async () => {
    const demo = await start(strategy)
    const page = await signIn(demo)
    await page.setViewportSize({ width: 320, height: 640 })
    expect(await violations(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false)
  })
})

test('with vault the pages stay as they are, with one cookie', async () => {
  const demo = await start('vault')
  const page = await signIn(demo)
  const names = async () => (await page.context().cookies()).map(({ name }) => name)
  expect(await names()).toEqual(['__Host-accessToken'])
  await page.goto(`${demo.url}/notes`)
  await page.fill('#text', 'Kept across a refresh.')
  await expiry()
  await page.click('text=Keep it')
  await page.waitForSelector('#notes')
  await expiry()
  const tabs = await Promise.all([1, 2, 3].map(() => page.context().newPage()))
  await Promise.all(tabs.map((tab) => tab.goto(`${demo.url}/dashboard`)))
  for (const tab of tabs) expect(await tab.textContent('#user')).toBe('ada@example.com')
  expect(await rotations(demo)).toBe(2)
  await expiry()
  await page.goto(demo.url)
  expect(await page.locator('text=Open the dashboard').count()).toBe(1)
  await page.click('text=Sign out')
  await page.waitForURL(`${demo.url}/`)
  expect(await names()).toEqual([])
})

test('with bearer the server has no page for anyone', async () => {
  const demo = await start('bearer')
  for (const path of ['/dashboard', '/notes', '/sessions'])
    expect((await fetch(demo.url + path, { headers: { accept: 'text/html' } })).status).toBe(404)
})

test.each<[Strategy, object]>([
  ['redirect', { protected: { api: '/api/me', page: '/dashboard' }, transparency: 'redirect' }],
  ['respond', { protected: { page: '/dashboard' }, transparency: 'redirect' }],
  ['vault', { session: { access: '__Host-accessToken' }, refresh: false, transparency: 'inline' }],
  ['bearer', { session: { refresh: '__Secure-refreshToken' }, protected: { api: '/api/me' } }],
])('with %s it describes itself as it is', async (strategy, expected) => {
  const { url } = await start(strategy)
  const document: unknown = await (await fetch(`${url}/.well-known/session-conformance`)).json()
  expect(document).toMatchObject(expected)
})
