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
    const { findBrowser } = await import('./browser/find.ts')
    const browser = await findBrowser(options.env)
    if (!('reason' in browser)) {
      const { createBrowserDriver } = await import('./browser/driver.ts')
      drivers.push({
        driver: createBrowserDriver({ ...options, ...tls, browser }),
        prober: prober('bp'),
      })
    } else if (choice === 'auto') {
      notes.push(`The browser driver did not run: ${browser.reason}. To have it, ${browser.hint}.`)
    } else {
      drivers.push({ missing: 'browser', ...browser })
    }
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
