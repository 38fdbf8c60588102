import type { WireLine } from '../checks/check.ts'
import type { Credentials, LedgerEvidence } from '../evidence/evidence.ts'
import { parseCookieDate } from '../wire/cookie-date.ts'
import type { Exchange, Trail } from '../wire/exchange.ts'
import { headerValue } from '../wire/headers.ts'
import { defaultPath } from '../wire/path-match.ts'
import { splitSetCookie } from '../wire/set-cookie.ts'
import { originOf, pathOf, quoteHeader } from './quote.ts'

/** A Set-Cookie line as a browser reads its attributes, whether or not it would then store the cookie. */
export interface CookieLine {
  readonly name: string
  readonly value: string
  readonly path: string
  readonly secure: boolean
  readonly httpOnly: boolean
  /** Lower case; absent where the attribute is. */
  readonly sameSite?: string
  /** It takes the cookie away: no value, no time left, or a date that is past. */
  readonly deletes: boolean
  readonly exchange: Exchange
  readonly quote: WireLine
}

/** Lines of the whole run that give the client a credential, under its own name or as a copy under another. */
export function credentialLines(
  ledger: LedgerEvidence,
  ...kinds: readonly (keyof Credentials)[]
): readonly CookieLine[] {
  const names = kinds.flatMap((kind) => ledger.credentials[kind])
  const marks = kinds.flatMap((kind) => ledger[`${kind}Marks`])
  const own = ledger.trail.filter((exchange) => originOf(exchange.request.url) === ledger.origin)
  return cookieLines(own).filter(
    (line) => !line.deletes && (names.includes(line.name) || marks.includes(line.value)),
  )
}

/** Lines that take a cookie of one of these names away. */
export function deletionLines(trail: Trail, names: readonly string[]): readonly CookieLine[] {
  return cookieLines(trail).filter((line) => line.deletes && names.includes(line.name))
}

/** Every Set-Cookie line of these exchanges, in order. */
export function cookieLines(trail: Trail): readonly CookieLine[] {
  return trail.flatMap((exchange) =>
    (exchange.response?.headers ?? [])
      .filter(([name]) => name.toLowerCase() === 'set-cookie')
      .flatMap((header) => readLine(exchange, header)),
  )
}

function readLine(exchange: Exchange, header: readonly [string, string]): readonly CookieLine[] {
  const split = splitSetCookie(header[1])
  if (!split) return []
  // The last attribute of a name decides (6265bis §5.7).
  const attribute = (name: string) =>
    split.attributes.findLast((found) => found.name.toLowerCase() === name)?.value
  const path = attribute('path') ?? ''
  const sameSite = attribute('samesite')?.toLowerCase()
  return [
    {
      name: split.name,
      value: split.value,
      path: path.startsWith('/') ? path : defaultPath(pathOf(exchange.request.url)),
      secure: attribute('secure') !== undefined,
      httpOnly: attribute('httponly') !== undefined,
      ...(sameSite === undefined ? {} : { sameSite }),
      deletes: split.value === '' || isOver(attribute('max-age'), attribute('expires'), exchange),
      exchange,
      quote: quoteHeader(exchange, header),
    },
  ]
}

/** Max-Age wins over Expires (6265bis §5.7). Without a Date header, only dates before 2000 count as past. */
function isOver(maxAge: string | undefined, expires: string | undefined, exchange: Exchange) {
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return Number(maxAge) <= 0
  const until = expires === undefined ? undefined : parseCookieDate(expires)
  if (until === undefined) return false
  const date = headerValue(exchange.response?.headers ?? [], 'date')
  const now = (date === undefined ? undefined : parseCookieDate(date)) ?? Date.UTC(2000, 0)
  return until <= now
}
