/**
 * The value of one cookie in a Cookie header, found in one pass and without building an object
 * (a cookie may be called `__proto__`).
 * Two different values under one name yield '', which nothing accepts: which of them is the
 * server's own, and which was tossed in by a sibling domain, cannot be told (RFC 6265bis §8.6).
 */
export function readCookie(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined
  let found: string | undefined
  for (let start = 0; start < header.length;) {
    const semicolon = header.indexOf(';', start)
    const end = semicolon < 0 ? header.length : semicolon
    while (header[start] === ' ') start += 1
    if (header.startsWith(name, start) && header[start + name.length] === '=') {
      const value = header.slice(start + name.length + 1, end).trim()
      if (found !== undefined && found !== value) return ''
      found = value
    }
    start = end + 1
  }
  return found
}

/** Names of the cookies that begin with `prefix`, in the order sent: the oldest first (§5.8.3). */
export function cookieNames(header: string | undefined, prefix: string): readonly string[] {
  if (header === undefined) return []
  const names = header
    .split(';')
    .map((pair) => pair.slice(0, (pair.indexOf('=') + 1 || 1) - 1).trim())
  return [...new Set(names)].filter((name) => name.startsWith(prefix))
}
