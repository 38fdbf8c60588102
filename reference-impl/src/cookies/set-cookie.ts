import type { Cookie } from './names.ts'

// #region set-cookie
/** The Set-Cookie line that stores `value` for `maxAge` seconds (RFC 6265bis §4.1.1). */
export function setCookie(cookie: Cookie, value: string, maxAge: number): string {
  const attributes = [
    `${cookie.name}=${value}`,
    `Path=${cookie.path}`,
    `Max-Age=${Math.max(0, Math.ceil(maxAge))}`,
    'HttpOnly',
    `SameSite=${cookie.sameSite}`,
  ]
  if (cookie.secure) attributes.push('Secure')
  return attributes.join('; ')
}

/**
 * The line that removes a cookie: same name, same path, same prefix rules, for a cookie is one
 * by name, domain and path (RFC 6265bis §5.7). Any other line leaves it where it is.
 */
export function clearCookie(cookie: Cookie): string {
  return setCookie(cookie, '', 0)
}
// #endregion
