import { createJar } from './jar.ts'
import type { Driver, DriverOptions } from './port.ts'
import { createLedger } from './recorder.ts'
import type { Transport } from './transport.ts'
import { createWebVisitor } from './web-visitor.ts'

/** The http driver over any transport: each visitor has a strict jar of its own. */
export function createWebDriver(
  transport: Transport,
  options: DriverOptions,
  close: () => Promise<void> = async () => {},
): Driver {
  const ledger = createLedger(options.clock, options.began)
  let visitors = 0
  const nextId = (): string => `h${(visitors += 1)}`
  return {
    name: 'http',
    get trail() {
      return ledger.trail
    },
    visitor: async () =>
      createWebVisitor({ options, transport, ledger, nextId }, createJar(options.clock)),
    close,
  }
}
