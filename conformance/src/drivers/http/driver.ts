import type { Driver, DriverOptions } from '../port.ts'
import { createWebDriver } from '../web-driver.ts'
import type { HttpTransport } from './transport.ts'

/** The http driver over sockets. It owns the transport and closes it. */
export function createHttpDriver(transport: HttpTransport, options: DriverOptions): Driver {
  return createWebDriver(transport.send, options, transport.close)
}
