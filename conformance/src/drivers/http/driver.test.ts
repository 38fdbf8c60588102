import { driverContract } from '../contract.ts'
import { startContractServer } from '../contract-server.ts'
import { systemClock } from '../system-clock.ts'
import { createHttpDriver } from './driver.ts'
import { createHttpTransport } from './transport.ts'

driverContract('the http driver', async () => {
  const server = await startContractServer()
  const transport = createHttpTransport({ timeout: 3000 })
  const driver = createHttpDriver(transport, {
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
