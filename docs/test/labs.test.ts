import { globSync, readFileSync } from 'node:fs'
import type { Browser, Locator, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violationsIn } from './axe.ts'
import { launchBrowser } from './browser.ts'
import { dist } from './built-site.ts'
import { serveFolder } from './static-server.ts'

interface Lab {
  readonly page: string
  readonly scenario: string
  readonly kind: string
  readonly changes: readonly string[]
}

/** Every lab of the built site, once, with the changes that it offers. */
const labs: readonly Lab[] = [
  ...new Map(
    globSync('**/index.html', { cwd: dist }).flatMap((file) =>
      labsIn(readFileSync(`${dist}/${file}`, 'utf8')).map(
        (lab) => [lab.scenario, { page: `/${file.replace('index.html', '')}`, ...lab }] as const,
      ),
    ),
  ).values(),
]

function labsIn(html: string): readonly Omit<Lab, 'page'>[] {
  return html
    .split('<session-lab')
    .slice(1)
    .map((rest) => {
      const [element = ''] = rest.split('</session-lab>')
      const boxes = element.matchAll(/<input type="checkbox" value="([^"]+)"/g)
      return {
        scenario: /data-scenario="([^"]+)"/.exec(element)?.[1] ?? '',
        kind: /data-kind="([^"]+)"/.exec(element)?.[1] ?? '',
        changes: Array.from(boxes, ([, id]) => id ?? ''),
      }
    })
}

let browser: Browser
let site: Awaited<ReturnType<typeof serveFolder>>

beforeAll(async () => {
  site = await serveFolder(dist)
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await site?.close()
})

async function open(path: string): Promise<{ page: Page; requests: string[] }> {
  const page = await browser.newPage()
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  await page.goto(site.origin + path)
  return { page, requests }
}

/** Presses Run and returns the sentence of the status line once the run is over. */
async function run(lab: Locator): Promise<string> {
  const status = lab.getByRole('status')
  await lab.getByRole('button', { name: 'Run' }).click()
  await expect
    .poll(() => status.innerText(), { timeout: 20_000 })
    .toMatch(/Ran in this page|broke off/)
  return status.innerText()
}

it('there are labs', () => expect(labs.length).toBeGreaterThan(0))

describe.each(labs)('the lab $scenario', ({ page: path, scenario }) => {
  it('runs in the page as it was recorded in Node, byte for byte', async () => {
    const { page, requests } = await open(path)
    const lab = page.locator(`session-lab[data-scenario=${scenario}]`)
    expect(await run(lab)).toContain('Equal, byte for byte')
    expect(requests.filter((url) => !url.startsWith(site.origin))).toEqual([])
    expect(await violationsIn(page, 'light')).toEqual([])
    await page.close()
  })
})

describe.each(labs.filter(({ changes }) => changes.length > 0))(
  'the lab $scenario, changed',
  ({ page: path, scenario, kind, changes }) => {
    it('shows something else for each change, and can be read', async () => {
      const { page } = await open(path)
      const lab = page.locator(`session-lab[data-scenario=${scenario}]`)
      const output = lab.locator('.lab-output')
      const seen = [await output.innerText()]
      for (const change of changes) {
        // Defects are tried one by one; what mends comes on top of what mended before.
        if (kind === 'break') await lab.getByRole('button', { name: 'Reset' }).click()
        await lab.locator(`input[value="${change}"]`).check()
        expect(await run(lab)).not.toContain('broke off')
        seen.push(await output.innerText())
      }
      expect(new Set(seen).size).toBe(seen.length)
      expect(await violationsIn(page, 'light')).toEqual([])
      expect(await violationsIn(page, 'dark')).toEqual([])
      await page.close()
    })
  },
)
