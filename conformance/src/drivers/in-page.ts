import type { Failure, SeenResponse, SentRequest } from '../wire/exchange.ts'
import type { Driver, DriverOptions, Prober } from './port.ts'
import { createProber } from './prober.ts'
import type { Transport } from './transport.ts'
import { createWebDriver } from './web-driver.ts'

/** A server as a function, where a page or a worker holds one. Set-Cookie must survive in `headers`, a line each. */
export type Handle = (request: SentRequest) => Promise<SeenResponse>

/**
 * The http driver and a prober over a server in the same process: no socket, no browser-guarded headers in the way.
 * Nothing times out, for the clock may be a made-up one.
 */
export function openInPage(
  handle: Handle,
  options: DriverOptions,
): { readonly driver: Driver; readonly prober: Prober } {
  const transport = transportOf(handle)
  return {
    driver: createWebDriver(transport, options),
    prober: createProber(transport, options, 'hp'),
  }
}

/** Calls a handler as a transport is called: what it throws is a reset. */
function transportOf(handle: Handle): Transport {
  return (request) =>
    handle(request).catch((error: unknown): Failure => ({
      kind: 'reset',
      message: error instanceof Error ? error.message : 'the handler threw',
    }))
}
