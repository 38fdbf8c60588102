import { describe, test } from 'vitest'
import { driverContract } from '../contract.ts'
import { startContractServer } from '../contract-server.ts'
import { systemClock } from '../system-clock.ts'
import { createBrowserDriver } from './driver.ts'
import { findBrowser } from './find.ts'

const browser = await findBrowser(process.env)

if ('reason' in browser)
  describe.skip(`the browser driver: ${browser.reason}`, () => test('contract'))
else
  driverContract('the browser driver', async () => {
    const server = await startContractServer()
    const driver = createBrowserDriver({
      browser,
      origin: server.origin,
      headers: [],
      timeout: 3000,
      clock: systemClock,
      began: Date.now(),
    })
    return {
      ...server,
      driver,
      async close() {
        await driver.close()
        await server.close()
      },
    }
  })
