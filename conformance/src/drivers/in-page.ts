import type { Failure, SeenResponse, SentRequest } from '../wire/exchange.ts'
import type { Driver, DriverOptions } from './port.ts'
import type { Transport } from './transport.ts'
import { createWebDriver } from './web-driver.ts'

/** A server as a function, where a page or a worker holds one. Set-Cookie must survive in `headers`, a line each. */
export type Handle = (request: SentRequest) => Promise<SeenResponse>

/** The http driver over a server in the same process: no socket, no browser-guarded headers in the way. */
export function createInPageDriver(handle: Handle, options: DriverOptions): Driver {
  return createWebDriver(inPageTransport(handle), options)
}

/** Calls a handler as a transport is called: what it throws is a reset. There is no timeout, for the clock may be a made-up one. */
export function inPageTransport(handle: Handle): Transport {
  return (request) =>
    handle(request).catch((error: unknown): Failure => ({
      kind: 'reset',
      message: error instanceof Error ? error.message : 'the handler threw',
    }))
}
