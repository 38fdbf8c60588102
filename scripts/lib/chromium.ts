import { findBrowser } from '../../conformance/src/drivers/browser/find.ts'
import { installByApt } from './apt.ts'
import { run } from './run.ts'

const downloadTimeout = 300_000

/** Path of the Chromium that browser journeys use, installed if there is none; undefined if that cannot be. */
export async function ensureChromium(say: (sentence: string) => void): Promise<string | undefined> {
  const found = await executable()
  if (found) return found
  say('Downloading Chromium (once) …')
  await run('playwright', ['install', 'chromium'], { quiet: true, timeout: downloadTimeout })
  const downloaded = await executable()
  if (downloaded) return downloaded
  await installByApt('chromium', say)
  const installed = await executable()
  if (!installed) {
    say(
      'No Chromium could be installed: install Chromium or Chrome by hand, or set CONFORMANCE_BROWSER to its path.',
    )
  }
  return installed
}

async function executable(): Promise<string | undefined> {
  const found = await findBrowser(process.env)
  return 'executable' in found ? found.executable : undefined
}
