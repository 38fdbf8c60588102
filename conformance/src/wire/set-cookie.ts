import { parseCookieDate } from './cookie-date.ts'
import { octetsOf } from './mark.ts'
import { defaultPath } from './path-match.ts'
import { isIpAddress, isSecureUrl } from './site.ts'

const DAY = 86_400_000
const LIFETIME_CAP = 400 * DAY
const MAX_PAIR_OCTETS = 4096
const MAX_ATTRIBUTE_OCTETS = 1024

/** A Set-Cookie line taken apart, before any judgement: attributes as they came, in order, duplicates included. */
export interface SetCookieLine {
  readonly name: string
  readonly value: string
  readonly attributes: readonly { readonly name: string; readonly value: string }[]
}

/** A cookie as a browser would store it. */
export interface ReadCookie {
  readonly name: string
  readonly value: string
  /** The host itself where `hostOnly`, else the Domain attribute. */
  readonly domain: string
  readonly hostOnly: boolean
  readonly path: string
  readonly secure: boolean
  readonly httpOnly: boolean
  readonly sameSite: 'strict' | 'lax' | 'none' | 'default'
  readonly partitioned: boolean
  /** Epoch milliseconds; absent for a session cookie. In the past for a cookie that is being deleted. */
  readonly expires?: number
}

/** Where a line came from: the response's URL and the time of its receipt. */
export interface Receipt {
  readonly url: string
  /** Epoch milliseconds. */
  readonly now: number
  /** Counts octets; redacted lines want `octetsBehindMarks`. */
  readonly octets?: (text: string) => number
  /** Whether a domain is a public suffix; without it none is. */
  readonly isPublicSuffix?: (domain: string) => boolean
}

/** Stored, or refused with the rule that refused it. */
export type SetCookieVerdict =
  | { readonly stored: true; readonly cookie: ReadCookie }
  | { readonly stored: false; readonly rule: string; readonly section: string }

/** Takes a Set-Cookie value apart (6265bis §5.6). It refuses nothing but control characters. */
export function splitSetCookie(line: string): SetCookieLine | undefined {
  // Tab alone of the controls is allowed (§5.6 step 1).
  // eslint-disable-next-line no-control-regex
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(line)) return undefined
  const [pair = '', ...rest] = line.split(';')
  const at = pair.indexOf('=')
  return {
    name: at < 0 ? '' : trim(pair.slice(0, at)),
    value: trim(at < 0 ? pair : pair.slice(at + 1)),
    attributes: rest.map(splitAttribute),
  }
}

/**
 * Says what a browser does with a Set-Cookie line: draft-ietf-httpbis-rfc6265bis-22 §5.6 and §5.7,
 * and the prefixes `__Http-` and `__Host-Http-` of draft-ietf-httpbis-layered-cookies.
 */
export function readSetCookie(line: string, receipt: Receipt): SetCookieVerdict {
  const split = splitSetCookie(line)
  if (!split) return refused('a control character in the line', '6265bis 5.6')
  const octets = receipt.octets ?? octetsOf
  if (octets(split.name) + octets(split.value) > MAX_PAIR_OCTETS)
    return refused('name and value are over 4,096 octets', '6265bis 5.6')
  if (split.name === '' && split.value === '')
    return refused('neither a name nor a value', '6265bis 5.7')

  const attributes = split.attributes.filter(({ value }) => octets(value) <= MAX_ATTRIBUTE_OCTETS)
  const scope = domainOf(attributes, receipt)
  if ('stored' in scope) return scope
  const expires = expiryOf(attributes, receipt.now)
  const cookie: ReadCookie = {
    name: split.name,
    value: split.value,
    ...scope,
    path: pathOf(attributes, receipt.url),
    secure: has(attributes, 'secure'),
    httpOnly: has(attributes, 'httponly'),
    sameSite: sameSiteOf(attributes),
    partitioned: has(attributes, 'partitioned'),
    ...(expires === undefined ? {} : { expires }),
  }
  return (
    refusedAsInsecure(cookie, receipt.url) ??
    refusedByPrefix(cookie, attributes) ?? { stored: true, cookie }
  )
}

type Attributes = SetCookieLine['attributes']

function splitAttribute(text: string): { name: string; value: string } {
  const at = text.indexOf('=')
  return at < 0
    ? { name: trim(text), value: '' }
    : { name: trim(text.slice(0, at)), value: trim(text.slice(at + 1)) }
}

function trim(text: string): string {
  return text.replace(/^[\t ]+/, '').replace(/[\t ]+$/, '')
}

/** The last attribute of a name decides (§5.7). */
function last(attributes: Attributes, name: string): string | undefined {
  return attributes.findLast((attribute) => attribute.name.toLowerCase() === name)?.value
}

function has(attributes: Attributes, name: string): boolean {
  return last(attributes, name) !== undefined
}

function domainOf(
  attributes: Attributes,
  receipt: Receipt,
): { domain: string; hostOnly: boolean } | SetCookieVerdict {
  const host = new URL(receipt.url).hostname
  const domain = (last(attributes, 'domain') ?? '').replace(/^\./, '').toLowerCase()
  if (domain === '') return { domain: host, hostOnly: true }
  if (/[^\x21-\x7e]/.test(domain)) return refused('Domain is not ASCII', '6265bis 5.7')
  if (receipt.isPublicSuffix?.(domain)) {
    if (domain === host) return { domain: host, hostOnly: true }
    return refused(`Domain=${domain} is a public suffix`, '6265bis 5.7')
  }
  if (!domainMatches(host, domain))
    return refused(`Domain=${domain} does not cover ${host}`, '6265bis 5.1.3')
  // An address has no subdomains: the cookie is its own alone.
  return { domain, hostOnly: isIpAddress(host) }
}

/** Whether a host is that domain or below it (6265bis §5.1.3). */
export function domainMatches(host: string, domain: string): boolean {
  return host === domain || (host.endsWith(`.${domain}`) && !isIpAddress(host))
}

function pathOf(attributes: Attributes, url: string): string {
  const path = last(attributes, 'path') ?? ''
  return path.startsWith('/') ? path : defaultPath(new URL(url).pathname)
}

/** Max-Age wins over Expires (§5.7), and neither may promise more than 400 days (§5.5). */
function expiryOf(attributes: Attributes, now: number): number | undefined {
  const ages = attributes.filter(({ name, value }) => is(name, 'max-age') && /^-?\d+$/.test(value))
  const age = ages.at(-1)
  if (age)
    return Number(age.value) <= 0 ? 0 : now + Math.min(Number(age.value) * 1000, LIFETIME_CAP)
  const dates = attributes
    .filter(({ name }) => is(name, 'expires'))
    .map(({ value }) => parseCookieDate(value))
    .filter((date) => date !== undefined)
  const date = dates.at(-1)
  return date === undefined ? undefined : Math.min(date, now + LIFETIME_CAP)
}

function is(name: string, wanted: string): boolean {
  return name.toLowerCase() === wanted
}

function sameSiteOf(attributes: Attributes): ReadCookie['sameSite'] {
  const value = last(attributes, 'samesite')?.toLowerCase()
  return value === 'strict' || value === 'lax' || value === 'none' ? value : 'default'
}

function refusedAsInsecure(cookie: ReadCookie, url: string): SetCookieVerdict | undefined {
  if (cookie.secure && !isSecureUrl(url))
    return refused('Secure on a connection that is not', '6265bis 5.7')
  if (cookie.sameSite === 'none' && !cookie.secure)
    return refused('SameSite=None without Secure', '6265bis 5.7')
  if (cookie.partitioned && !cookie.secure)
    return refused('Partitioned without Secure', 'layered-cookies')
  return undefined
}

/** The rules of the name prefixes, in any letter case (6265bis §5.4); a nameless cookie may not smuggle one in. */
function refusedByPrefix(cookie: ReadCookie, attributes: Attributes): SetCookieVerdict | undefined {
  const prefix = prefixOf(cookie.name === '' ? cookie.value : cookie.name)
  if (!prefix) return undefined
  if (cookie.name === '') return refused(`a nameless cookie that reads as ${prefix}`, '6265bis 5.7')
  const section = prefix.endsWith('Http-') ? 'layered-cookies' : '6265bis 5.4'
  if (!cookie.secure) return refused(`${prefix} without Secure`, section)
  if (prefix.endsWith('Http-') && !cookie.httpOnly)
    return refused(`${prefix} without HttpOnly`, section)
  if (!prefix.startsWith('__Host-')) return undefined
  // Also where Domain names the host itself, which makes no domain cookie of it.
  if ((last(attributes, 'domain') ?? '') !== '') return refused(`${prefix} with Domain`, section)
  return last(attributes, 'path') === '/' ? undefined : refused(`${prefix} without Path=/`, section)
}

type CookiePrefix = '__Host-Http-' | '__Host-' | '__Http-' | '__Secure-'

/** The prefix that a browser sees in a cookie name, whatever its letter case. */
function prefixOf(name: string): CookiePrefix | undefined {
  const lower = name.toLowerCase()
  const prefixes: readonly CookiePrefix[] = ['__Host-Http-', '__Host-', '__Http-', '__Secure-']
  return prefixes.find((prefix) => lower.startsWith(prefix.toLowerCase()))
}

function refused(rule: string, section: string): SetCookieVerdict {
  return { stored: false, rule, section }
}
