import { existsSync, globSync } from 'node:fs'
import type { Browser, BrowserContext } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violationsIn } from './axe.ts'
import { launchBrowser } from './browser.ts'
import { dist } from './built-site.ts'
import { serveFolder } from './static-server.ts'

/** Every page of the built site, as the path that a reader would ask for. */
const pages = globSync('**/*.html', { cwd: dist })
  .map((file) => `/${file.replaceAll('\\', '/').replace(/(^|\/)index\.html$/, '$1')}`)
  .toSorted()

interface Visit {
  /** Rule and element, one for each violation; by colour scheme. */
  readonly violations: readonly string[]
  readonly links: readonly string[]
  readonly ids: ReadonlySet<string>
  readonly complaints: readonly string[]
  readonly requests: readonly string[]
  /** Pixels by which the page is wider than a window of 320. */
  readonly overflow: number
}

let browser: Browser
let site: Awaited<ReturnType<typeof serveFolder>>
const visits = new Map<string, Visit>()

beforeAll(async () => {
  site = await serveFolder(dist)
  browser = await launchBrowser()
  const left = [...pages]
  const worker = async () => {
    const context = await browser.newContext({ reducedMotion: 'reduce' })
    for (let path = left.pop(); path !== undefined; path = left.pop()) {
      visits.set(path, await visit(context, path))
    }
    await context.close()
  }
  await Promise.all([worker(), worker(), worker()])
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await site?.close()
})

async function visit(context: BrowserContext, path: string): Promise<Visit> {
  const page = await context.newPage()
  const complaints: string[] = []
  const requests: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => requests.push(request.url()))
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.goto(site.origin + path)
  const violations = [...(await violationsIn(page, 'light')), ...(await violationsIn(page, 'dark'))]
  const links = await page.$$eval('a[href]', (anchors) =>
    anchors.map((anchor) => (anchor as HTMLAnchorElement).href),
  )
  const ids = await page.$$eval('[id]', (elements) => elements.map((element) => element.id))
  await page.setViewportSize({ width: 320, height: 640 })
  // The layout follows the window a moment later.
  await page
    .waitForFunction(() => document.documentElement.scrollWidth <= innerWidth, null, {
      timeout: 3_000,
    })
    .catch(() => undefined)
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  await page.close()
  return { violations, links, ids: new Set(ids), complaints, requests, overflow }
}

function seen(path: string): Visit {
  const found = visits.get(path)
  if (!found) throw new Error(`${path} was not visited`)
  return found
}

/** Where a link leads that no page, file or heading answers; undefined for a good one and for other hosts. */
function dangling(link: string): string | undefined {
  const { origin, pathname, hash } = new URL(link)
  if (origin !== site.origin) return undefined
  const file = pathname.endsWith('/') ? `${pathname}index.html` : pathname
  if (!existsSync(dist + file)) return pathname
  const lab = new URLSearchParams(hash.slice(1)).get('lab')
  const id = lab === null ? decodeURIComponent(hash.slice(1)) : `lab-${lab}`
  if (id === '' || !visits.has(pathname)) return undefined
  return seen(pathname).ids.has(id) ? undefined : pathname + hash
}

describe.each(pages)('%s', (path) => {
  it('has no violation that axe finds, light and dark', () => {
    expect(seen(path).violations).toEqual([])
  })

  it('has no dangling link', () => {
    expect(seen(path).links.map(dangling).filter(Boolean)).toEqual([])
  })

  it('asks no other host for anything, and complains about nothing', () => {
    const foreign = seen(path).requests.filter((url) => new URL(url).origin !== site.origin)
    expect(foreign.filter((url) => !url.startsWith('data:') && !url.startsWith('blob:'))).toEqual(
      [],
    )
    expect(seen(path).complaints).toEqual([])
  })

  it('fits a window of 320 pixels', () => {
    expect(seen(path).overflow).toBeLessThanOrEqual(0)
  })
})

it('answers an address that does not exist with a page that leads on', async () => {
  const page = await browser.newPage()
  const response = await page.goto(`${site.origin}/nowhere/`)
  expect(response?.status()).toBe(404)
  expect(await page.getByRole('main').getByRole('link').count()).toBeGreaterThan(0)
  await page.close()
})

it('finds a page by its words, by keyboard', async () => {
  const page = await browser.newPage()
  await page.goto(`${site.origin}/`)
  await page.waitForSelector('#starlight__search input', { state: 'attached' })
  await page.keyboard.press('Control+k')
  await page.keyboard.type('bounce')
  await page.getByRole('link', { name: 'SameSite=Strict, with a bounce' }).first().waitFor()
  expect(await violationsIn(page, 'light')).toEqual([])
  await page.close()
})
