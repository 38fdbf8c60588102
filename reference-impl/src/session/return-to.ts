import type { Policy } from './policy.ts'

/** `//host` and `/\host` are other origins, and some proxy may decode `/%2fhost` on the way. */
const OTHER_HOST = /^\/(?:[/\\]|%(?:25)*(?:2f|5c))/i
// eslint-disable-next-line no-control-regex -- control characters are what is refused
const CONTROL = /[\u0000-\u001f\u007f]|%(?:25)*(?:0[0-9a-f]|1[0-9a-f]|7f)/i
const LONGEST = 2_000

// #region return-to
/**
 * The path to return to, normalised, or undefined if it is not one of this origin
 * (RFC 9700 §4.11: an open redirector is a phisher's tool). Checked again after parsing,
 * because `/.//host` becomes `//host` only then.
 */
export function returnTo(value: string | null | undefined, policy: Policy): string | undefined {
  if (value == null || value.length > LONGEST) return undefined
  if (!value.startsWith('/') || OTHER_HOST.test(value)) return undefined
  if (!URL.canParse(value, policy.origin)) return undefined
  const url = new URL(value, policy.origin)
  if (url.origin !== policy.origin || OTHER_HOST.test(url.pathname)) return undefined
  if (CONTROL.test(value.split(/[?#]/)[0]!) || CONTROL.test(url.pathname)) return undefined
  if (isDeadEnd(url.pathname, policy)) return undefined
  return url.pathname + url.search + url.hash
}
// #endregion

/** A way back to the refresh itself, or into a sign-in, would be a loop. */
function isDeadEnd(pathname: string, { paths }: Policy): boolean {
  const path = decoded(pathname)?.toLowerCase()
  return path === undefined || [paths.refresh, paths.signIn, paths.callback].includes(path)
}

function decoded(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return undefined
  }
}

/** `path?return_to=…` */
export function withReturnTo(path: string, target: string): string {
  return `${path}?return_to=${encodeURIComponent(target)}`
}
