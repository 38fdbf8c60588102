/** The path that a cookie gets from the request when it names none (6265bis §5.1.4). */
export function defaultPath(requestPath: string): string {
  if (!requestPath.startsWith('/')) return '/'
  const last = requestPath.lastIndexOf('/')
  return last === 0 ? '/' : requestPath.slice(0, last)
}

/**
 * Whether a cookie of that path goes out with a request to this one (6265bis §5.1.4).
 * Octets are compared as they stand: `/auth/%72efresh` is not below `/auth/refresh`.
 */
export function pathMatches(requestPath: string, cookiePath: string): boolean {
  if (requestPath === cookiePath) return true
  if (!requestPath.startsWith(cookiePath)) return false
  return cookiePath.endsWith('/') || requestPath[cookiePath.length] === '/'
}
