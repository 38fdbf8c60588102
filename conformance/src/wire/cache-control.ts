import type { HeaderLines } from './exchange.ts'
import { headerValue } from './headers.ts'

/** Directives of a Cache-Control field, names in lower case; a directive without a value is the empty string. */
export type CacheControl = ReadonlyMap<string, string>

const DIRECTIVE = /([!#$%&'*+.^_`|~\w-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,;"]*)))?/g

/** Reads Cache-Control as RFC 9111 §5.2 has it: tokens or quoted strings, the first of a name counts (§4.2.1). */
export function readCacheControl(headers: HeaderLines): CacheControl {
  const directives = new Map<string, string>()
  for (const [, name, quoted, token] of (headerValue(headers, 'cache-control') ?? '').matchAll(
    DIRECTIVE,
  )) {
    const key = (name ?? '').toLowerCase()
    if (!directives.has(key)) directives.set(key, quoted?.replaceAll(/\\(.)/g, '$1') ?? token ?? '')
  }
  return directives
}
