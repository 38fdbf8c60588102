import type { BrowserDriver } from './browser/driver.ts'
import type { NoBrowser } from './browser/find.ts'
import type { Driver, DriverName, DriverOptions, Prober } from './port.ts'
import { createProber } from './prober.ts'

export type DriverChoice = 'auto' | 'http' | 'browser' | 'all'

export interface OpenOptions extends DriverOptions {
  readonly choice: DriverChoice
  /** PEM certificates to trust beside the system's. */
  readonly ca?: readonly string[]
  readonly insecure?: boolean
  readonly env: Readonly<Record<string, string | undefined>>
}

/** A driver with its prober, or what is missing for it. */
export type Opened =
  | { readonly driver: Driver; readonly prober: Prober }
  | { readonly missing: DriverName; readonly reason: string; readonly hint: string }

export interface OpenDrivers {
  readonly drivers: readonly Opened[]
  /** Makes the first contact. */
  readonly scout: Prober
  /** What `auto` did without. */
  readonly notes: readonly string[]
  close(): Promise<void>
}

/** Opens the drivers of a run in Node. Undici and Playwright are loaded here, and only as far as they are needed. */
export async function openDrivers(options: OpenOptions): Promise<OpenDrivers> {
  const { choice } = options
  const { createHttpTransport } = await import('./http/transport.ts')
  const tls = {
    ...(options.ca ? { ca: options.ca } : {}),
    ...(options.insecure === undefined ? {} : { insecure: options.insecure }),
  }
  const transport = createHttpTransport({ timeout: options.timeout, ...tls })
  const prober = (id: string): Prober => createProber(transport.send, options, id)
  const drivers: Opened[] = []
  const notes: string[] = []

  if (choice !== 'browser') {
    const { createHttpDriver } = await import('./http/driver.ts')
    drivers.push({ driver: createHttpDriver(transport, options), prober: prober('hp') })
  }
  if (choice !== 'http') {
    const browser = await openBrowser({ ...options, ...tls })
    if ('start' in browser) drivers.push({ driver: browser, prober: prober('bp') })
    else if (choice === 'all' || choice === 'browser')
      drivers.push({ missing: 'browser', ...browser })
    else
      notes.push(`The browser driver did not run: ${browser.reason}. To have it, ${browser.hint}.`)
  }

  return {
    drivers,
    notes,
    scout: prober('s'),
    async close() {
      const open = drivers.flatMap((opened) => ('driver' in opened ? [opened.driver.close()] : []))
      await Promise.allSettled([...open, transport.close()])
    },
  }
}

/** Finds a browser and starts it: one that is there but cannot run is as good as none. */
async function openBrowser(
  options: DriverOptions & Pick<OpenOptions, 'env' | 'insecure'>,
): Promise<BrowserDriver | NoBrowser> {
  const { findBrowser } = await import('./browser/find.ts')
  const browser = await findBrowser(options.env)
  if ('reason' in browser) return browser
  const { createBrowserDriver } = await import('./browser/driver.ts')
  const driver = createBrowserDriver({ ...options, browser })
  try {
    await driver.start()
    return driver
  } catch (error) {
    const [why = ''] = error instanceof Error ? error.message.split('\n', 1) : []
    return {
      reason: `${browser.executable} does not start (${why})`,
      hint: 'start it by hand to see what it lacks, or set CONFORMANCE_BROWSER to another',
    }
  }
}
