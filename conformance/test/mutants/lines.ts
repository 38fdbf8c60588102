/** Whether a Set-Cookie line sets or clears the access cookie. */
export function isAccess(line: string): boolean {
  return line.startsWith('__Host-accessToken')
}

export function isRefresh(line: string): boolean {
  return line.startsWith('__Secure-refreshToken')
}

export function isDeletion(line: string): boolean {
  return line.includes('; Max-Age=0')
}

/** The line without one of its attributes. */
export function without(line: string, attribute: string): string {
  return line.replace(new RegExp(`; ${attribute}(=[^;]*)?`, 'i'), '')
}

/** The line with another Path. */
export function withPath(line: string, path: string): string {
  return line.replace(/; Path=[^;]*/, `; Path=${path}`)
}
