import { readCookie } from './cookie-header.ts'
import { clearCookie, setCookie } from './set-cookie.ts'
import type { Cookie } from './names.ts'

/** Browsers keep 4,096 bytes of name and value (RFC 6265bis §5.6); the name and a mark want room too. */
const CHUNK_BYTES = 3_800

/** Two chunks of one cookie are 7,600 bytes; with a third, the Cookie header would pass 8 KiB. */
const LONGEST_VALUE = 2 * CHUNK_BYTES

const SPLIT = '2~'

// #region chunks
/**
 * Set-Cookie lines for a value of any length that fits: one cookie, or two (`name`, `name.1`),
 * the first of which is marked `2~`. A second chunk that is left over from before is cleared.
 * Undefined if it does not fit.
 */
export function writeChunks(
  cookie: Cookie,
  value: string,
  maxAge: number,
  cookieHeader: string | undefined,
): readonly string[] | undefined {
  if (value.length > LONGEST_VALUE) return undefined
  if (value.length > CHUNK_BYTES) {
    return [
      setCookie(cookie, SPLIT + value.slice(0, CHUNK_BYTES), maxAge),
      setCookie(second(cookie), value.slice(CHUNK_BYTES), maxAge),
    ]
  }
  const whole = setCookie(cookie, value, maxAge)
  const leftOver = readCookie(cookieHeader, second(cookie).name) !== undefined
  return leftOver ? [whole, clearCookie(second(cookie))] : [whole]
}
// #endregion

/** The value, put together; '', which nothing accepts, if its second half is missing. */
export function readChunks(cookieHeader: string | undefined, name: string): string | undefined {
  const first = readCookie(cookieHeader, name)
  if (first === undefined || !first.startsWith(SPLIT)) return first
  const rest = readCookie(cookieHeader, `${name}.1`)
  return rest ? first.slice(SPLIT.length) + rest : ''
}

/**
 * Clears both chunks. A cookie scoped to another path is never shown to the request that clears it,
 * so there both lines are sent unasked; elsewhere the second only if it is there.
 */
export function clearChunks(cookie: Cookie, cookieHeader: string | undefined): readonly string[] {
  const unseen = cookie.path !== '/'
  const chunked = unseen || readCookie(cookieHeader, second(cookie).name) !== undefined
  return chunked ? [clearCookie(cookie), clearCookie(second(cookie))] : [clearCookie(cookie)]
}

function second(cookie: Cookie): Cookie {
  return { ...cookie, name: `${cookie.name}.1` } as Cookie
}
