import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findBrowser } from '../../../conformance/src/drivers/browser/find.ts'
import { startDemo } from './main.ts'
import type { RunningDemo } from './main.ts'

const ACCESS_TTL = 2
const expiry = () => new Promise((resolve) => setTimeout(resolve, ACCESS_TTL * 1_000 + 200))

let demo: RunningDemo
let browser: Browser
let context: BrowserContext
let page: Page
beforeAll(async () => {
  const found = await findBrowser(process.env)
  if ('reason' in found) throw new Error(`${found.reason}: ${found.hint}`)
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  demo = await startDemo({ port: 0, accessTtl: ACCESS_TTL, quiet: true })
  browser = await found.type.launch({ executablePath: found.executable, args })
})
afterAll(async () => {
  await browser?.close()
  await demo?.close()
})
beforeEach(async () => {
  context = await browser.newContext()
  page = await context.newPage()
  await page.goto(`${demo.url}/auth/sign-in?return_to=/dashboard`)
  await page.fill('#email', 'ada@example.com')
  await page.fill('#password', 'demo-password')
  await page.press('#password', 'Enter')
  await page.waitForURL(`${demo.url}/dashboard`)
  return () => context.close()
})

const renewals = async () => {
  await page.goto(`${demo.url}/dashboard`)
  return page.locator('dd').last().innerText()
}

describe('in Chromium', () => {
  test('whoever comes back from the provider is signed in on the first page', async () => {
    expect(await page.textContent('#user')).toBe('ada@example.com')
    expect(await page.evaluate('document.cookie')).toBe('')
  })

  test('what was typed before the token expired is kept', async () => {
    await page.goto(`${demo.url}/notes`)
    await page.fill('#text', 'Kept across a refresh.')
    await expiry()
    await page.click('text=Keep it')
    await page.waitForSelector('#notes')
    expect(await page.innerText('#notes')).toContain('Kept across a refresh.')
    expect(await renewals()).toBe('once')
  })

  test('twenty fetches and three tabs at expiry: all work, for one refresh each time', async () => {
    await expiry()
    const users = await page.evaluate(async () => {
      const ask = async () =>
        ((await (await fetch('/api/me')).json()) as { user: { id: string } }).user.id
      return Promise.all(Array.from({ length: 20 }, ask))
    })
    expect(users).toEqual(Array(20).fill('usr_ada'))
    await expiry()
    const tabs = await Promise.all([1, 2, 3].map(() => context.newPage()))
    await Promise.all(tabs.map((tab) => tab.goto(`${demo.url}/dashboard`)))
    for (const tab of tabs) expect(await tab.textContent('#user')).toBe('ada@example.com')
    expect(await renewals()).toBe('2 times')
  })

  test('a link on another site leads to the page, signed in', async () => {
    const elsewhere = demo.url.replace('localhost', '127.0.0.1')
    await page.route(`${elsewhere}/link`, (route) =>
      route.fulfill({ contentType: 'text/html', body: `<a href="${demo.url}/notes">notes</a>` }),
    )
    await page.goto(`${elsewhere}/link`)
    await expiry()
    await page.click('a')
    await page.waitForSelector('h1:text("Notes")')
    expect(page.url()).toBe(`${demo.url}/notes`)
  })

  test('sign-out leaves no cookie, and Back shows nothing', async () => {
    await page.click('text=Sign out')
    await page.waitForURL(`${demo.url}/`)
    expect(await context.cookies(`${demo.url}/auth/refresh`)).toEqual([])
    await page.goBack()
    expect(await page.locator('#user').count()).toBe(0)
    await page.goto(`${demo.url}/dashboard`)
    expect(page.url()).toContain('/oauth/authorize')
  })

  test.each(['light', 'dark'] as const)(
    'every page is accessible, and fits, in %s',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width: 320, height: 640 })
      for (const path of ['/', '/dashboard', '/notes', '/sessions', '/missing', '/auth/callback']) {
        await page.goto(demo.url + path)
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(
          violations.map(({ id, nodes }) => [path, id, nodes[0]?.html]),
          path,
        ).toEqual([])
        const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
        expect(wide, path).toBe(false)
      }
    },
  )
})
