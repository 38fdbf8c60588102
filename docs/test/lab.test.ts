import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Locator, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mutantById } from '../../conformance/test/mutants/index.ts'
import type { Recording } from '../playground/recording.ts'
import { runScenario } from '../playground/run.ts'
import { scenarios } from '../playground/scenarios.ts'
import { launchBrowser } from './browser.ts'
import { serveFolder } from './static-server.ts'

const dist = fileURLToPath(new URL('../../dist', import.meta.url))
if (!existsSync(`${dist}/index.html`))
  throw new Error('There is no built site: run `npm run build`.')

const pages: Readonly<Record<string, string>> = {
  recipe: '/guide/a-login-that-cannot-stay-logged-in/',
  session: '/guide/the-session-on-one-page/',
  'sign-in': '/guide/sign-in/',
  cookies: '/guide/write-the-cookies/',
  check: '/guide/check-every-request/',
  refresh: '/guide/refresh/',
  forgery: '/guide/stop-forgery/',
  lifetimes: '/guide/lifetimes/',
  revoke: '/guide/sign-out-and-revoke/',
}
const labs = Object.entries(pages).map(([name, path]) => ({ name, path }))
const axeTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

let browser: Browser
let site: Awaited<ReturnType<typeof serveFolder>>
beforeAll(async () => {
  site = await serveFolder(dist)
  browser = await launchBrowser()
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

async function open(path: string, options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
  const page = await browser.newPage({ reducedMotion: 'reduce', ...options })
  await page.goto(site.origin + path)
  return page
}

function labOn(page: Page, name: string): Locator {
  return page.locator(`session-lab[data-scenario=${name}]`)
}

/** Presses Run, and waits for the verdict. */
async function run(lab: Locator): Promise<Recording> {
  await lab.evaluate((element) => delete (element as HTMLElement).dataset['verdict'])
  await lab.getByRole('button', { name: 'Run' }).click()
  return finished(lab)
}

async function finished(lab: Locator): Promise<Recording> {
  await lab.and(lab.page().locator('[data-verdict]')).waitFor({ timeout: 20_000 })
  return lab.evaluate((element) => (element as unknown as { recording: Recording }).recording)
}

async function tick(lab: Locator, ids: readonly string[]): Promise<void> {
  for (const box of await lab.getByRole('checkbox').all()) {
    await box.setChecked(ids.includes((await box.getAttribute('value')) ?? ''))
  }
}

function openAll(lab: Locator, folded: string): Promise<void> {
  return lab.evaluate((element, selector) => {
    for (const details of element.querySelectorAll(selector)) details.setAttribute('open', '')
  }, folded)
}

function failed({ findings }: Recording): readonly string[] {
  return findings.filter(({ status }) => status === 'fail').map(({ id }) => id)
}

describe.each(labs)('the lab $name', ({ name, path }) => {
  const scenario = scenarios[name]!

  it('runs in the page as it was recorded, byte for byte', async () => {
    const page = await open(path)
    const lab = labOn(page, name)
    const recording = await run(lab)
    // Here with tough-cookie and node-html-parser, there with the light parts in their place.
    expect(recording).toEqual(await runScenario(name, []))
    const digest = createHash('sha256').update(JSON.stringify(recording)).digest('hex')
    expect(digest).toBe(await lab.getAttribute('data-digest'))
    expect(await lab.getByRole('status').textContent()).toContain('Equal, byte for byte')
    await page.close()
  })

  it('goes back to the recording on Reset', async () => {
    const page = await open(path)
    const lab = labOn(page, name)
    const before = await lab.locator('.lab-output').innerHTML()
    const status = await lab.getByRole('status').innerHTML()
    await tick(lab, [scenario.changes[0]!.id])
    await run(lab)
    expect(await lab.locator('.lab-output').innerHTML()).not.toBe(before)
    expect(new URL(page.url()).hash).toContain(`lab=${name}`)
    await lab.getByRole('button', { name: 'Reset' }).click()
    expect(await lab.locator('.lab-output').innerHTML()).toBe(before)
    expect(await lab.getByRole('status').innerHTML()).toBe(status)
    expect(await lab.getByRole('checkbox', { checked: true }).count()).toBe(0)
    expect(new URL(page.url()).hash).toBe('')
    await page.close()
  })

  it('works by keyboard alone', async () => {
    const page = await open(path)
    const lab = labOn(page, name)
    await lab.getByRole('button', { name: 'Run' }).focus()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    expect(await lab.getByRole('checkbox').first().isChecked()).toBe(true)
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    const { changes } = await finished(lab)
    expect(changes).toEqual([scenario.changes[0]!.id])
    expect(
      await lab.getByRole('button', { name: 'Run' }).evaluate((button) => button.matches(':focus')),
    ).toBe(true)
    const step = lab.locator('.lab-step:not([open]) summary').first()
    await step.focus()
    await page.keyboard.press('Enter')
    expect(new URL(page.url()).hash).toMatch(/step=\d/)
    await page.close()
  })

  it('shows the recording without scripts, and no buttons that do nothing', async () => {
    const page = await open(path, { javaScriptEnabled: false })
    const lab = labOn(page, name)
    expect(await lab.locator('.lab-step').count()).toBe(scenario.story.length)
    expect(await lab.locator('.lab-finding').count()).toBe(scenario.checks.length)
    expect(await lab.locator('.lab-step[open]').isVisible()).toBe(true)
    expect(await lab.getByRole('button').count()).toBe(0)
    await page.close()
  })

  it('has no violation that axe finds: run, and red with every step open, light and dark', async () => {
    const page = await open(path)
    const lab = labOn(page, name)
    // The idle lab is part of the whole page, which site.test.ts shows to axe.
    const found: string[] = []
    const look = async (state: string): Promise<void> => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await page.waitForFunction(
          (theme) => document.documentElement.dataset['theme'] === theme,
          colorScheme,
        )
        const { violations } = await new AxeBuilder({ page })
          .include(`#${await lab.getAttribute('id')}`)
          .withTags(axeTags)
          .setLegacyMode()
          .analyze()
        for (const { id, nodes } of violations) {
          found.push(
            ...nodes.map(({ target }) => `${state}, ${colorScheme}: ${id} at ${target.join(' ')}`),
          )
        }
      }
    }
    await run(lab)
    await look('run')
    await tick(
      lab,
      scenario.changes.map(({ id }) => id),
    )
    await run(lab)
    await openAll(lab, '.lab-step, .lab-finding')
    await look('red')
    expect(found).toEqual([])
    await page.close()
  }, 120_000)

  it('fits a window of 320 pixels, every step open', async () => {
    const page = await open(path)
    const lab = labOn(page, name)
    await page.setViewportSize({ width: 320, height: 640 })
    await run(lab)
    await openAll(lab, 'details')
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(overflow).toBeLessThanOrEqual(0)
    expect(await lab.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0)
    await page.close()
  })
})

it.each(labs.filter(({ name }) => scenarios[name]?.kind === 'break'))(
  'the lab $name goes red as each defect declares',
  async ({ name, path }) => {
    const { changes, checks } = scenarios[name]!
    const page = await open(path)
    const lab = labOn(page, name)
    for (const { id } of changes) {
      await tick(lab, [id])
      const declared = [id, ...(mutantById(id).alsoFails ?? [])]
      const expected = checks.filter((check) => declared.includes(check))
      expect(failed(await run(lab))).toEqual(expected)
      const red = lab.locator('.lab-finding[data-status=fail]')
      expect(await red.count()).toBe(expected.length)
      expect(await red.first().locator('summary').textContent()).toContain('FAIL')
      expect(await red.first().locator('.lab-seen').isVisible()).toBe(true)
      expect(await lab.getByRole('status').textContent()).toContain(`${expected.length} FAIL`)
    }
    await page.close()
  },
  60_000,
)

it('opens the step that went otherwise, or the one that the reader chose', async () => {
  const page = await open(pages['recipe']!)
  const lab = labOn(page, 'recipe')
  const opened = lab.locator('.lab-step[open]')
  await tick(lab, ['cookie-outlives-token'])
  await run(lab)
  expect(await opened.getAttribute('data-step')).toBe('4')
  await lab.locator('.lab-step summary').first().click()
  expect(new URL(page.url()).hash).toBe('#lab=recipe&change=cookie-outlives-token&step=1')
  await lab.locator('.lab-step summary').nth(3).click()
  await run(lab)
  expect(await opened.getAttribute('data-step')).toBe('1')
  await page.close()
})

it.each([
  { lab: 'cookies', change: 'cookies/secure', step: '1' },
  { lab: 'session', change: 'revoke/access-refused', step: '8' },
  { lab: 'refresh', change: 'refresh/concurrent', step: '6' },
])('looks at step $step where $change breaks the lab $lab', async ({ lab: name, change, step }) => {
  const page = await open(pages[name]!)
  const lab = labOn(page, name)
  await tick(lab, [change])
  await run(lab)
  expect(await lab.locator('.lab-step[open]').getAttribute('data-step')).toBe(step)
  await page.close()
})

it('runs what a link says', async () => {
  const page = await open(`${pages['session']}#lab=session&change=revoke/access-refused&step=8`)
  const lab = labOn(page, 'session')
  const recording = await finished(lab)
  expect(failed(recording)).toEqual(['revoke/access-refused'])
  expect(await lab.locator('.lab-step[open]').getAttribute('data-step')).toBe('8')
  await page.close()
})

it('says so when a run breaks off, and runs again', async () => {
  const page = await open(pages['session']!)
  const lab = labOn(page, 'session')
  await page.route('**/worker*', (route) => route.abort())
  await run(lab)
  expect(await lab.getAttribute('data-verdict')).toBe('broken')
  expect(await lab.getByRole('status').textContent()).toContain('broke off')
  await page.unroute('**/worker*')
  await run(lab)
  expect(await lab.getAttribute('data-verdict')).toBe('pass')
  await page.close()
})

it('loads next to nothing before a reader presses Run, and asks no other host after it', async () => {
  const page = await browser.newPage()
  const scripts = new Map<string, number>()
  const hosts = new Set<string>()
  page.on('request', (request) => hosts.add(new URL(request.url()).origin))
  page.on('response', async (response) => {
    if (!response.url().endsWith('.js')) return
    scripts.set(new URL(response.url()).pathname, gzipSync(await response.body()).length)
  })
  await page.goto(site.origin + pages['session'], { waitUntil: 'networkidle' })
  const before = new Set(scripts.keys())
  const ours = [...before].filter((path) => path.includes('SessionLab'))
  expect(ours).toHaveLength(1)
  expect(scripts.get(ours[0]!)).toBeLessThan(4_000)
  await run(labOn(page, 'session'))
  const loaded = [...scripts].filter(([path]) => !before.has(path))
  expect(loaded.map(([path]) => path).toSorted()).toEqual([
    expect.stringContaining('stage'),
    expect.stringContaining('worker'),
  ])
  expect(loaded.reduce((sum, [, bytes]) => sum + bytes, 0)).toBeLessThan(80_000)
  expect([...hosts]).toEqual([site.origin])
  await page.close()
})
