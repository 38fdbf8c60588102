import type { WireLine } from '../checks/check.ts'
import type { Exchange, Trail } from '../wire/exchange.ts'
import { originOf, pathOf } from './quote.ts'

/** A request that carried one of the values sought. */
export interface Sighting {
  /** Origin and path; an unreserved character that is percent-encoded counts as itself (RFC 3986 §6.2.2.2). */
  readonly url: string
  readonly line: WireLine
}

/** Where these values travelled. A `raw` request carries what the suite put there, so it proves nothing. */
export function sightings(trail: Trail, marks: readonly string[]): readonly Sighting[] {
  return trail.flatMap((exchange) => {
    if (exchange.kind === 'raw') return []
    const place = carrier(exchange, marks)
    if (!place) return []
    const { method, url } = exchange.request
    return [
      {
        url: originOf(url) + unescapeUnreserved(pathOf(url)),
        line: { line: `${method} ${url} with ${place}`, exchange: exchange.id },
      },
    ]
  })
}

function carrier({ request }: Exchange, marks: readonly string[]): string | undefined {
  const has = (text: string) => marks.some((mark) => text.includes(mark))
  for (const [name, value] of request.headers) {
    if (!has(value)) continue
    if (name.toLowerCase() !== 'cookie') return `${name}: ${value}`
    return `Cookie: ${value.split('; ').filter(has).join('; ')}`
  }
  if (has(request.url)) return 'the value in its URL'
  if (request.body !== undefined && has(request.body)) return 'the value in its body'
  return undefined
}

function unescapeUnreserved(path: string): string {
  return path.replace(/%[0-9a-f]{2}/gi, (escape) => {
    const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16))
    return /[\w.~-]/.test(character) ? character : escape
  })
}
