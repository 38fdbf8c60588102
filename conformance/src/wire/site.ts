/** Whether a host is the machine itself: browsers trust it as they trust https (Secure Contexts §3.1). */
export function isLoopbackHost(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, '')
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    /^127(?:\.\d{1,3}){3}$/.test(host)
  )
}

/** Whether a URL's connection counts as secure for cookies: https, or the machine itself. */
export function isSecureUrl(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || protocol === 'wss:' || isLoopbackHost(hostname)
}

/** Whether a host is an IP address, which has no registrable domain and no parent. */
export function isIpAddress(hostname: string): boolean {
  return hostname.startsWith('[') || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(hostname)
}
