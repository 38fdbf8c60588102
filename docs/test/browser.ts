import type { Browser } from 'playwright'
import { findBrowser } from '../../conformance/src/drivers/browser/find.ts'

/** The Chromium that the conformance suite would find. As root, a browser wants to be told that it may. */
export async function launchBrowser(): Promise<Browser> {
  const found = await findBrowser(process.env)
  if ('reason' in found) throw new Error(`${found.reason}: ${found.hint}`)
  const asRoot = process.getuid?.() === 0
  return found.type.launch({
    executablePath: found.executable,
    args: ['--disable-quic', ...(asRoot ? ['--no-sandbox'] : [])],
  })
}
