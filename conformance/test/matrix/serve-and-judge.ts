import type { Browser, BrowserType } from 'playwright'
import { startDemo } from '../../../reference-impl/src/demo/main.ts'
import type { Defect } from '../../../reference-impl/src/demo/defect.ts'
import { checks } from '../../src/checks/index.ts'
import { discover } from '../../src/config/discovery.ts'
import { readConfig } from '../../src/config/read-config.ts'
import { createBrowserDriver } from '../../src/drivers/browser/driver.ts'
import { findBrowser } from '../../src/drivers/browser/find.ts'
import { createHttpTransport } from '../../src/drivers/http/transport.ts'
import type { Driver, DriverName, DriverOptions } from '../../src/drivers/port.ts'
import { createProber } from '../../src/drivers/prober.ts'
import { systemClock } from '../../src/drivers/system-clock.ts'
import { createWebDriver } from '../../src/drivers/web-driver.ts'
import { gather } from '../../src/gatherers/gather.ts'
import { collect } from '../../src/run/collect.ts'
import { judge } from '../../src/run/judge.ts'
import type { SavedEvidence } from '../../src/run/saved-evidence.ts'
import { randomKey } from '../../src/run/siphash.ts'
import type { Finding } from '../../src/report/report.ts'

/** Seconds that access tokens live: long enough for a journey, short enough to wait for. */
const ACCESS_TTL: Readonly<Record<DriverName, number>> = { http: 4, browser: 6 }

export interface Served {
  readonly findings: readonly Finding[]
  readonly evidence: SavedEvidence
}

/** Starts the demo, broken or not, and puts it through the checks of one driver. */
export async function serveAndJudge(
  name: DriverName,
  defect: Defect | undefined,
  browser: Browser,
): Promise<Served> {
  const accessTtl = ACCESS_TTL[name]
  const demo = await startDemo({ port: 0, accessTtl, quiet: true, ...(defect ? { defect } : {}) })
  const transport = createHttpTransport({ timeout: 15_000 })
  const clock = systemClock
  const began = clock.now()
  const options: DriverOptions = { origin: demo.url, headers: [], timeout: 15_000, clock, began }
  const driver: Driver =
    name === 'http'
      ? createWebDriver(transport.send, options)
      : createBrowserDriver({ ...options, browser: shared(browser) })
  try {
    const prober = createProber(transport.send, options, 'p')
    const { data } = await discover(prober, demo.url)
    const evidence = await collect({
      config: readConfig({ ...data, url: demo.url }),
      checks: checks.filter((check) => check.drivers.includes(name)),
      drivers: [{ driver, prober }],
      gather,
      clock,
      began,
      secrets: new Map(),
      key: randomKey(),
      discovered: [],
      notes: [],
    })
    const { report } = judge(evidence, checks, { profile: 'bff', minLevel: 'must' })
    return { findings: report.findings, evidence }
  } finally {
    await transport.close()
    await demo.close()
  }
}

/** The one Chromium of all browser runs. */
export async function launchBrowser(): Promise<Browser> {
  const found = await findBrowser(process.env)
  if ('reason' in found) throw new Error(`${found.reason}: ${found.hint}`)
  return found.type.launch({ executablePath: found.executable, args: ['--no-sandbox'] })
}

/** A browser that is started already, and that outlives the driver. */
function shared(browser: Browser) {
  const type = { launch: async () => browser } as unknown as BrowserType
  return { type, executable: '', source: 'system' } as const
}
