/**
 * As much of tough-cookie as the strict jar leaves to it, in the place of 160 kB: to keep cookies, and to find
 * those of a host. What is stored and sent, `conformance/src/drivers/jar.ts` decides.
 */

/** The last two labels: a lab knows no hosts but its own, so that it wants no list of public suffixes. */
export function getPublicSuffix(host: string): string | undefined {
  const labels = host.split('.')
  return labels.length < 2 ? undefined : labels.slice(-2).join('.')
}

interface Fields {
  readonly key: string
  readonly value: string
  readonly domain: string | null
  readonly hostOnly: boolean
  readonly path: string
  readonly secure: boolean
  readonly httpOnly: boolean
}

export class Cookie {
  readonly key: string
  readonly value: string
  domain: string | null
  readonly hostOnly: boolean
  readonly path: string
  readonly secure: boolean
  readonly httpOnly: boolean

  constructor({ key, value, domain, hostOnly, path, secure, httpOnly }: Fields) {
    this.key = key
    this.value = value
    this.domain = domain
    this.hostOnly = hostOnly
    this.path = path
    this.secure = secure
    this.httpOnly = httpOnly
  }
}

/** Without prototypes: a cookie may be called `__proto__`. */
type Index<T> = Record<string, T>
const index = <T>(): Index<T> => Object.create(null) as Index<T>

export class MemoryCookieStore {
  /** By domain, path and name; a cookie that is set again keeps its place. */
  readonly idx = index<Index<Index<Cookie>>>()

  removeCookie(domain: string, path: string, key: string): void {
    delete this.idx[domain]?.[path]?.[key]
  }
}

export class CookieJar {
  readonly #store: MemoryCookieStore

  constructor(store: MemoryCookieStore) {
    this.#store = store
  }

  setCookieSync(cookie: Cookie, url: string): Cookie {
    cookie.domain ??= new URL(url).hostname
    const paths = (this.#store.idx[cookie.domain] ??= index())
    const names = (paths[cookie.path] ??= index())
    names[cookie.key] = cookie
    return cookie
  }

  getCookiesSync(url: string): Cookie[] {
    const { hostname, protocol } = new URL(url)
    return Object.entries(this.#store.idx).flatMap(([domain, paths]) =>
      Object.values(paths)
        .flatMap((names) => Object.values(names))
        .filter(({ hostOnly }) => covers(domain, hostname, hostOnly))
        .filter(({ secure }) => !secure || protocol === 'https:'),
    )
  }
}

function covers(domain: string, host: string, hostOnly: boolean): boolean {
  return host === domain || (!hostOnly && host.endsWith(`.${domain}`))
}
