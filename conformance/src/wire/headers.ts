import type { HeaderLines } from './exchange.ts'

/** The values of every header line of that name, in the order in which they came; names match in any case. */
export function headerValues(headers: HeaderLines, name: string): readonly string[] {
  const wanted = name.toLowerCase()
  return headers.filter(([key]) => key.toLowerCase() === wanted).map(([, value]) => value)
}

/** The value of a header, several lines joined by a comma as RFC 9110 §5.2 has it. Not for Set-Cookie. */
export function headerValue(headers: HeaderLines, name: string): string | undefined {
  const values = headerValues(headers, name)
  return values.length === 0 ? undefined : values.join(', ')
}

/** The raw values of all Set-Cookie lines, which must never be joined (RFC 9110 §5.3). */
export function setCookieLines(headers: HeaderLines): readonly string[] {
  return headerValues(headers, 'set-cookie')
}

/** The media type of a Content-Type value, in lower case and without parameters. */
export function mediaType(headers: HeaderLines): string | undefined {
  return headerValue(headers, 'content-type')?.split(';', 1)[0]?.trim().toLowerCase()
}

/** Lays `over` on top of `base`: a name that is in both keeps its place and takes the new value. */
export function overlay(base: HeaderLines, over: HeaderLines): HeaderLines {
  const left = new Map(over.map(([name, value]) => [name.toLowerCase(), [name, value] as const]))
  const merged = base.map(([name, value]) => {
    const replacement = left.get(name.toLowerCase())
    if (!replacement) return [name, value] as const
    left.delete(name.toLowerCase())
    return replacement
  })
  return [...merged, ...left.values()]
}

/** The pairs of a Cookie header value in order; a pair without `=` is a nameless cookie (6265bis §5.8.3). */
export function cookiePairs(value: string): readonly (readonly [name: string, value: string])[] {
  return value
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=')
      return at < 0 ? (['', pair] as const) : ([pair.slice(0, at), pair.slice(at + 1)] as const)
    })
}
