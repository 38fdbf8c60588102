import type { BrowserContext, Page } from 'playwright'
import type { StoredCookie } from '../port.ts'
import type { Recorder } from '../recorder.ts'
import type { Recording } from './recording.ts'

/**
 * Opens an empty document at an address of the target without asking the target for it:
 * a page of its origin from which a script can act, whatever the target's own pages allow.
 */
export async function openScratch(
  context: BrowserContext,
  recording: Recording,
  recorder: Recorder,
  url: string,
): Promise<Page> {
  const page = await context.newPage()
  recording.assignScratch(page, recorder)
  await stand(page, url)
  return page
}

async function stand(page: Page, url: string): Promise<void> {
  await page.route('**', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>scratch</title>' }),
  )
  await page.goto(url)
  await page.unroute('**')
}

/** What `document.cookie` and the Cookie Store show to scripts, at each path that a cookie of the jar has. */
export async function visibleCookies(
  page: Page,
  origin: string,
  cookies: readonly StoredCookie[],
): Promise<string> {
  const seen = new Set<string>()
  for (const path of new Set(['/', ...cookies.map((cookie) => cookie.path)])) {
    await stand(page, origin + path)
    for (const pair of await page.evaluate(readCookies)) seen.add(pair)
  }
  return [...seen].join('; ')
}

/** Runs in the page. */
async function readCookies(): Promise<string[]> {
  const pairs = document.cookie.split('; ').filter((pair) => pair !== '')
  const store = 'cookieStore' in globalThis ? await cookieStore.getAll() : []
  return [...pairs, ...store.map(({ name, value }) => (name ? `${name}=${value}` : `${value}`))]
}
