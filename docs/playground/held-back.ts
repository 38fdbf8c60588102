import type { StoredCookie } from '../../conformance/src/drivers/port.ts'
import type { SentRequest } from '../../conformance/src/wire/exchange.ts'
import { headerValue } from '../../conformance/src/wire/headers.ts'
import { pathMatches } from '../../conformance/src/wire/path-match.ts'
import { domainMatches } from '../../conformance/src/wire/set-cookie.ts'
import { isSecureUrl } from '../../conformance/src/wire/site.ts'

/** Whether a cookie belongs to the host that a request goes to; others are nobody's business there. */
export function belongsTo(cookie: StoredCookie, url: string): boolean {
  const host = new URL(url).hostname
  return cookie.hostOnly ? host === cookie.domain : domainMatches(host, cookie.domain)
}

/** The rule by which a browser kept this cookie from this request (6265bis §5.8.3), in a reader's words. */
export function heldBack(cookie: StoredCookie, request: SentRequest): string {
  const { pathname } = new URL(request.url)
  if (!pathMatches(pathname, cookie.path)) return `Path=${cookie.path}`
  if (cookie.secure && !isSecureUrl(request.url)) return 'Secure, and this is plain http'
  if (headerValue(request.headers, 'sec-fetch-site') !== 'cross-site') return 'the browser kept it'
  const navigation = headerValue(request.headers, 'sec-fetch-mode') === 'navigate'
  if (cookie.sameSite === 'strict') return 'SameSite=Strict, and this comes from another site'
  return navigation
    ? 'SameSite=Lax, and this is an unsafe method from another site'
    : 'SameSite=Lax, and this is no navigation'
}
