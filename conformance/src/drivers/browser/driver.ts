import type { Browser } from 'playwright'
import type { Driver, DriverOptions } from '../port.ts'
import { createLedger } from '../recorder.ts'
import { USER_AGENT } from '../user-agent.ts'
import type { FoundBrowser } from './find.ts'
import { record } from './recording.ts'
import { createTab } from './visitor.ts'

const ARGUMENTS: readonly string[] = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface BrowserDriverOptions extends DriverOptions {
  readonly browser: FoundBrowser
  /** Accept any certificate. */
  readonly insecure?: boolean
}

export interface BrowserDriver extends Driver {
  /** Starts the browser, which the first visitor would do otherwise. Rejects where it does not start. */
  start(): Promise<void>
}

/** A real Chromium: one process for the driver, and one context for each visitor. */
export function createBrowserDriver(options: BrowserDriverOptions): BrowserDriver {
  const ledger = createLedger(options.clock, options.began)
  let visitors = 0
  const nextId = (): string => `b${(visitors += 1)}`
  let process: Promise<Browser> | undefined
  return {
    name: 'browser',
    get trail() {
      return ledger.trail
    },
    async start() {
      process ??= launch(options.browser)
      await process
    },
    async visitor() {
      process ??= launch(options.browser)
      const context = await (
        await process
      ).newContext({
        userAgent: USER_AGENT,
        locale: 'en-US',
        acceptDownloads: false,
        ignoreHTTPSErrors: options.insecure === true,
        ...(options.headers.length > 0
          ? { extraHTTPHeaders: Object.fromEntries(options.headers) }
          : {}),
      })
      const id = nextId()
      const recorder = ledger.recorder(id)
      const recording = record(context, recorder, options.timeout)
      return createTab({ options, context, recording, ledger, nextId }, { id, recorder }, true)
    },
    async close() {
      await (await process?.catch(() => undefined))?.close()
    },
  }
}

function launch({ type, executable }: FoundBrowser): Promise<Browser> {
  return type.launch({
    executablePath: executable,
    args: [...ARGUMENTS],
    // With the back-forward cache off, as Playwright has it, every server would pass the Back test.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  })
}
