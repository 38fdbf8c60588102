import type { HeaderLines } from '../wire/exchange.ts'
import { overlay } from '../wire/headers.ts'
import type { DriverOptions, Prober } from './port.ts'
import { createLedger } from './recorder.ts'
import { readReferrerPolicy } from './referrer.ts'
import { bodyOf, methodOf, urlOf } from './request-body.ts'
import { browserHeaders } from './request-headers.ts'
import { isResponse, type Transport } from './transport.ts'

/**
 * A bare client over a transport.
 * @param id distinguishes its exchanges from those of other probers of the run
 */
export function createProber(transport: Transport, options: DriverOptions, id: string): Prober {
  const recorder = createLedger(options.clock, options.began).recorder(id)
  return {
    get trail() {
      return recorder.trail
    },
    send: async (spec, cookies = {}) => {
      const body = bodyOf(spec)
      const url = urlOf(options.origin, spec.path, spec.query)
      const pairs = Object.entries(cookies).map(([name, value]) => `${name}=${value}`)
      const method = methodOf(spec)
      const headers: HeaderLines = overlay(
        overlay(
          browserHeaders({
            method,
            chain: [url],
            mode: 'fetch',
            activated: false,
            initiator: { url: `${options.origin}/`, policy: readReferrerPolicy(undefined) },
            ...(body ? { contentType: body.type } : {}),
          }),
          options.headers,
        ),
        Object.entries(spec.headers ?? {}),
      )
      const request = {
        method,
        url,
        headers: [
          ...headers,
          ...(pairs.length === 0 ? [] : [['Cookie', pairs.join('; ')] as const]),
        ],
        ...(body ? { body: body.text } : {}),
      }
      const open = recorder.start({ kind: 'raw', request })
      const outcome = await transport(request)
      return open.end(isResponse(outcome) ? { response: outcome } : { failure: outcome })
    },
  }
}
