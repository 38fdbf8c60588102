import { Cookie, CookieJar, MemoryCookieStore } from 'tough-cookie'
import { pathMatches } from '../wire/path-match.ts'
import {
  domainMatches,
  readSetCookie,
  type ReadCookie,
  type SetCookieVerdict,
} from '../wire/set-cookie.ts'
import { isSecureUrl } from '../wire/site.ts'
import type { Clock, StoredCookie } from './port.ts'
import { isPublicSuffix } from './same-site.ts'

/** What SameSite asks of a request. */
export interface SiteContext {
  /** Whether the request counts as same-site: `none`, `same-origin` and `same-site` alike. */
  readonly sameSite: boolean
  /** Whether it is a top-level navigation. */
  readonly navigation: boolean
  readonly method: string
}

/** A browser's cookie jar. */
export interface Jar {
  /** Takes a Set-Cookie line; says whether it was stored, or which rule refused it. */
  receive(line: string, url: string, site: SiteContext): SetCookieVerdict
  /** The value of the Cookie header for a request; absent where there is none to send. */
  cookieHeader(url: string, site: SiteContext): string | undefined
  all(): readonly StoredCookie[]
  drop(name: string): void
  /** What scripts see on the pages of a host, whichever their path. */
  scriptVisible(url: string): string
}

/** Chromium's allowance for cookies without SameSite on a top-level POST (6265bis §5.6.7.2). */
const LAX_POST_WINDOW = 2 * 60_000

interface Kept {
  readonly sameSite: StoredCookie['sameSite']
  /** When this very value was first set: the two minutes count from there. */
  readonly since: number
  readonly expires?: number
}

/**
 * A strict 6265bis reader before tough-cookie, which keeps and orders the cookies.
 * Tough-cookie alone lets Max-Age slide with each read, matches decoded paths, and takes cookies that browsers refuse.
 */
export function createJar(clock: Clock): Jar {
  const store = new MemoryCookieStore()
  const jar = new CookieJar(store, {
    rejectPublicSuffixes: false,
    looseMode: true,
    prefixSecurity: 'unsafe-disabled',
  })
  const kept = new WeakMap<Cookie, Kept>()

  const stored = (): readonly Cookie[] =>
    Object.values(store.idx).flatMap(Object.values).flatMap(Object.values)

  const live = (): readonly Cookie[] => {
    const [dead, alive] = split(stored(), (cookie) => expired(kept.get(cookie), clock.now()))
    for (const cookie of dead) forget(cookie)
    return alive
  }

  const forget = (cookie: Cookie): void =>
    void store.removeCookie(cookie.domain ?? '', cookie.path ?? '', cookie.key)

  const keep = (cookie: ReadCookie, url: string): void => {
    const before = live().find((held) => sameCookie(held, cookie))
    if (cookie.expires !== undefined && cookie.expires <= clock.now()) {
      if (before) forget(before)
      return
    }
    const since = before?.value === cookie.value ? kept.get(before)?.since : undefined
    const held = jar.setCookieSync(toToughCookie(cookie), url, { now: new Date(clock.now()) })
    if (held)
      kept.set(held, {
        sameSite: cookie.sameSite,
        since: since ?? clock.now(),
        ...(cookie.expires === undefined ? {} : { expires: cookie.expires }),
      })
  }

  return {
    receive(line, url, site) {
      const verdict = readSetCookie(line, { url, now: clock.now(), isPublicSuffix })
      if (!verdict.stored) return verdict
      const reason = refusedFromElsewhere(site) ?? refusedOverSecure(verdict.cookie, url, live())
      if (reason) return reason
      keep(verdict.cookie, url)
      return verdict
    },
    cookieHeader(url, site) {
      const path = new URL(url).pathname
      const sent = new Set(live())
      const pairs = jar
        .getCookiesSync(url, { allPaths: true, expire: false })
        .filter((cookie) => sent.has(cookie) && pathMatches(path, cookie.path ?? '/'))
        .filter((cookie) => allowed(kept.get(cookie), site, clock.now()))
        .sort((a, b) => (b.path?.length ?? 0) - (a.path?.length ?? 0))
        .map(pair)
      return pairs.length === 0 ? undefined : pairs.join('; ')
    },
    all: () => live().map((cookie) => toStored(cookie, kept.get(cookie))),
    drop(name) {
      for (const cookie of stored()) if (cookie.key === name) forget(cookie)
    },
    scriptVisible(url) {
      const { hostname } = new URL(url)
      return live()
        .filter((cookie) => !cookie.httpOnly && (!cookie.secure || isSecureUrl(url)))
        .filter((cookie) => covers(cookie, hostname))
        .map(pair)
        .join('; ')
    },
  }
}

function expired(kept: Kept | undefined, now: number): boolean {
  return kept?.expires !== undefined && kept.expires <= now
}

/** SameSite as it holds cookies back (6265bis §5.8.3). */
function allowed(kept: Kept | undefined, site: SiteContext, now: number): boolean {
  if (site.sameSite) return true
  // Third-party cookies are blocked today, SameSite=None included: only a navigation carries any.
  if (!site.navigation) return false
  if (kept?.sameSite === 'none') return true
  if (kept?.sameSite === 'strict') return false
  if (['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(site.method)) return true
  return kept?.sameSite === 'default' && now - kept.since < LAX_POST_WINDOW
}

function refusedFromElsewhere(site: SiteContext): SetCookieVerdict | undefined {
  if (site.sameSite || site.navigation) return undefined
  return { stored: false, rule: 'set by a third party', section: '6265bis 7.1' }
}

/** "Leave secure cookies alone": an insecure connection may not overlay one (6265bis §5.7). */
function refusedOverSecure(
  cookie: ReadCookie,
  url: string,
  held: readonly Cookie[],
): SetCookieVerdict | undefined {
  if (cookie.secure || isSecureUrl(url)) return undefined
  const over = held.some(
    (other) =>
      other.secure &&
      other.key === cookie.name &&
      (domainMatches(other.domain ?? '', cookie.domain) ||
        domainMatches(cookie.domain, other.domain ?? '')) &&
      pathMatches(cookie.path, other.path ?? '/'),
  )
  return over
    ? { stored: false, rule: 'would overlay a Secure cookie', section: '6265bis 5.7' }
    : undefined
}

function sameCookie(held: Cookie, cookie: ReadCookie): boolean {
  return (
    held.key === cookie.name &&
    held.domain === bare(cookie.domain) &&
    held.path === cookie.path &&
    held.hostOnly === cookie.hostOnly
  )
}

function covers(cookie: Cookie, hostname: string): boolean {
  const domain = cookie.domain ?? ''
  return bare(hostname) === domain || (!cookie.hostOnly && domainMatches(hostname, domain))
}

/** Tough-cookie keeps IPv6 addresses without their brackets. */
function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '')
}

function toToughCookie(cookie: ReadCookie): Cookie {
  return new Cookie({
    key: cookie.name,
    value: cookie.value,
    domain: cookie.hostOnly ? null : cookie.domain,
    hostOnly: cookie.hostOnly,
    path: cookie.path,
    secure: cookie.secure,
    httpOnly: cookie.httpOnly,
    sameSite: cookie.sameSite === 'default' ? undefined : cookie.sameSite,
  })
}

function toStored(cookie: Cookie, kept: Kept | undefined): StoredCookie {
  return {
    name: cookie.key,
    value: cookie.value,
    domain: cookie.domain ?? '',
    hostOnly: cookie.hostOnly === true,
    path: cookie.path ?? '/',
    secure: cookie.secure,
    httpOnly: cookie.httpOnly,
    sameSite: kept?.sameSite ?? 'default',
    ...(kept?.expires === undefined ? {} : { expires: kept.expires }),
  }
}

function pair(cookie: Cookie): string {
  return cookie.key === '' ? cookie.value : `${cookie.key}=${cookie.value}`
}

function split<T>(items: readonly T[], test: (item: T) => boolean): readonly [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))]
}
