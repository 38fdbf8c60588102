import type { WireLine } from '../checks/check.ts'
import type { Exchange, HeaderLines } from '../wire/exchange.ts'
import { headerValue } from '../wire/headers.ts'

/** `GET http://localhost/api/me → 401`: an exchange as one line. */
export function quoteExchange(exchange: Exchange): WireLine {
  const { method, url } = exchange.request
  return { line: `${method} ${url} → ${outcome(exchange)}`, exchange: exchange.id }
}

/** A header line as it came. */
export function quoteHeader(exchange: Exchange, [name, value]: HeaderLines[number]): WireLine {
  return { line: `${name}: ${value}`, exchange: exchange.id }
}

/** Status with its Location, or the failure that stands in its place. */
export function outcome(exchange: Exchange): string {
  const { response } = exchange
  if (!response) return exchange.failure?.kind ?? 'no response'
  const location = headerValue(response.headers, 'location')
  return location === undefined ? `${response.status}` : `${response.status}, Location: ${location}`
}

export function originOf(url: string): string {
  return new URL(url).origin
}

export function pathOf(url: string): string {
  return new URL(url).pathname
}

/** The header line of that name, or a note that there is none. */
export function quoteHeaderNamed(exchange: Exchange, name: string): WireLine {
  const header = exchange.response?.headers.find(
    ([key]) => key.toLowerCase() === name.toLowerCase(),
  )
  return header ? quoteHeader(exchange, header) : { line: `(no ${name})`, exchange: exchange.id }
}
