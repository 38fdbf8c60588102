/** What the core sees of a request: enough to decide, and cheap to make from any framework's own. */
export interface RequestView {
  readonly method: string
  /** Path and query, as on the request line. */
  readonly url: string
  /** The client's address, for the list of sessions that a user sees. */
  readonly ip?: string | undefined
  /** `name` in lower case; several Cookie headers joined by `; `. */
  header(name: string): string | undefined
}

/** Methods that must change nothing (RFC 9110 §9.2.1). */
export function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

/** A person's navigation, to be answered with pages and redirects; anything else gets status codes. */
export function isNavigation(view: RequestView): boolean {
  const mode = view.header('sec-fetch-mode')
  if (mode !== undefined) return mode === 'navigate'
  return view.header('accept')?.includes('text/html') ?? false
}

/** A handshake that cannot follow a redirect (RFC 6455 §4.1 leaves it to the client; browsers fail). */
export function isWebSocket(view: RequestView): boolean {
  return view.header('upgrade')?.toLowerCase() === 'websocket'
}

export function queryOf(view: RequestView): URLSearchParams {
  const mark = view.url.indexOf('?')
  return new URLSearchParams(mark < 0 ? '' : view.url.slice(mark + 1))
}

export function viewOf(request: Request, ip?: string): RequestView {
  const { pathname, search } = new URL(request.url)
  return {
    method: request.method,
    url: pathname + search,
    ip,
    header: (name) => request.headers.get(name) ?? undefined,
  }
}
