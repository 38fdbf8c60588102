import type { BrowserDriver } from './browser/driver.ts'
import type { NoBrowser } from './browser/find.ts'
import type { HttpTransport } from './http/transport.ts'
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

/** The socket side of a run, before any driver: enough to ask whether anybody is there. */
export interface Line {
  readonly transport: HttpTransport
  prober(id: string): Prober
}

/** Opens the socket side. Undici is loaded here. */
export async function openLine(options: OpenOptions): Promise<Line> {
  const { createHttpTransport } = await import('./http/transport.ts')
  const transport = createHttpTransport(options)
  return { transport, prober: (id) => createProber(transport.send, options, id) }
}

export interface OpenDrivers {
  readonly drivers: readonly Opened[]
  /** What `auto` did without. */
  readonly notes: readonly string[]
  close(): Promise<void>
}

/** Opens the drivers of a run in Node. Playwright is loaded, and a browser started, only where one is wanted. */
export async function openDrivers(line: Line, options: OpenOptions): Promise<OpenDrivers> {
  const { choice } = options
  const drivers: Opened[] = []
  const notes: string[] = []
  if (choice !== 'browser') {
    const { createHttpDriver } = await import('./http/driver.ts')
    drivers.push({ driver: createHttpDriver(line.transport, options), prober: line.prober('hp') })
  }
  if (choice !== 'http') {
    const browser = await openBrowser(options)
    if ('start' in browser) drivers.push({ driver: browser, prober: line.prober('bp') })
    else if (choice === 'auto')
      notes.push(`The browser driver did not run: ${browser.reason}. To have it, ${browser.hint}.`)
    else drivers.push({ missing: 'browser', ...browser })
  }
  const open = drivers.flatMap((opened) => ('driver' in opened ? [opened.driver] : []))
  return {
    drivers,
    notes,
    close: async () => void (await Promise.allSettled(open.map((driver) => driver.close()))),
  }
}

/** Finds a browser and starts it: one that is there but cannot run is as good as none. */
async function openBrowser(options: OpenOptions): Promise<BrowserDriver | NoBrowser> {
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
