import { existsSync } from 'node:fs'
import type { BrowserType } from 'playwright'

/** A Chromium that can be started, and where it was found. */
export interface FoundBrowser {
  readonly type: BrowserType
  readonly executable: string
  readonly source: 'CONFORMANCE_BROWSER' | 'playwright' | 'system'
}

/** Why there is no browser, and what to do about it. */
export interface NoBrowser {
  readonly reason: string
  readonly hint: string
}

const SYSTEM: readonly string[] = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/microsoft-edge',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** Looks for Playwright, which is loaded here and not before, and for a Chromium that it can drive. */
export async function findBrowser(
  env: Readonly<Record<string, string | undefined>>,
): Promise<FoundBrowser | NoBrowser> {
  const playwright = await import('playwright').catch(() => undefined)
  if (!playwright)
    return { reason: 'Playwright is not installed', hint: 'run: npm install --save-dev playwright' }
  const type = playwright.chromium
  const chosen = env['CONFORMANCE_BROWSER']
  if (chosen !== undefined && chosen !== '')
    return existsSync(chosen)
      ? { type, executable: chosen, source: 'CONFORMANCE_BROWSER' }
      : {
          reason: `CONFORMANCE_BROWSER names ${chosen}, which does not exist`,
          hint: 'point CONFORMANCE_BROWSER at a Chromium or Chrome executable',
        }
  const own = type.executablePath()
  if (own !== '' && existsSync(own)) return { type, executable: own, source: 'playwright' }
  const system = SYSTEM.find((path) => existsSync(path))
  if (system !== undefined) return { type, executable: system, source: 'system' }
  return {
    reason: 'no Chromium was found',
    hint: 'run: npx playwright install chromium; or install Chromium or Chrome, or set CONFORMANCE_BROWSER to its path',
  }
}
