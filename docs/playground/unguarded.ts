/**
 * A `Request` that keeps the header lines a page may not set (`Cookie`, `Origin`, `Sec-Fetch-*`).
 * For a dedicated Worker that is a server of its own; never in the page itself.
 */
export class UnguardedRequest extends Request {
  readonly #headers: Headers

  constructor(input: RequestInfo | URL, init: RequestInit = {}) {
    super(input, init)
    this.#headers = unguarded(
      init.headers ?? (input instanceof Request ? input.headers : []),
      super.headers,
    )
  }

  override get headers(): Headers {
    return this.#headers
  }

  override clone(): Request {
    return new UnguardedRequest(super.clone(), { headers: this.#headers })
  }
}

/** A `Response` that keeps `Set-Cookie`. */
export class UnguardedResponse extends Response {
  readonly #headers: Headers

  constructor(body?: BodyInit | null, init: ResponseInit = {}) {
    super(body, init)
    this.#headers = unguarded(init.headers ?? [], super.headers)
  }

  override get headers(): Headers {
    return this.#headers
  }

  override clone(): Response {
    const { status, statusText, body } = super.clone()
    return new UnguardedResponse(body, { status, statusText, headers: this.#headers })
  }

  static override json(data: unknown, init: ResponseInit = {}): Response {
    const headers = new Headers(init.headers)
    if (!headers.has('content-type')) headers.set('content-type', 'application/json')
    return new UnguardedResponse(JSON.stringify(data), { ...init, headers })
  }

  static override redirect(url: string | URL, status = 302): Response {
    return new UnguardedResponse(null, { status, headers: { location: String(url) } })
  }
}

/** `Headers` made by themselves have no guard; the Content-Type that a body brings along is kept. */
function unguarded(own: HeadersInit, guarded: Headers): Headers {
  const headers = new Headers(own)
  const type = guarded.get('content-type')
  if (type && !headers.has('content-type')) headers.set('content-type', type)
  return headers
}
