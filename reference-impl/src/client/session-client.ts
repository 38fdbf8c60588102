export interface ClientOptions {
  readonly refreshPath?: string
  /** Keeps the access token in this variable's memory, and sends it in the Authorization header. */
  readonly bearer?: boolean
}

/** A `fetch` that outlives access tokens, for pages of an app with the strategy `respond` or `bearer`. */
export function sessionClient({ refreshPath = '/auth/refresh', bearer }: ClientOptions = {}) {
  let token: string | undefined
  let underWay: Promise<Response> | undefined

  const refresh = async (): Promise<Response> => {
    const response = await fetch(`${refreshPath}?if=expired`, { method: 'POST' })
    if (bearer)
      token = response.ok
        ? ((await response.clone().json()) as { access_token: string }).access_token
        : undefined
    return response
  }

  // #region one-refresh
  /** One refresh for all who ask here, and one at a time for all tabs: who comes second finds it done. */
  const renew = async (): Promise<Response> => {
    // Locks are for secure contexts alone; without them the server's replay window makes up for it.
    underWay ??= (navigator.locks?.request(refreshPath, refresh) ?? refresh()).finally(() => {
      underWay = undefined
    })
    return (await underWay).clone()
  }
  // #endregion

  const send = (request: Request): Promise<Response> => {
    if (token) request.headers.set('Authorization', `Bearer ${token}`)
    return fetch(request)
  }

  return {
    // #region client-fetch
    /**
     * `fetch`, but that a 401 for an expired token is followed by one refresh and one more try, body
     * included. Where the refresh fails its response is the answer: a 401 is the end of the session,
     * a 503 an outage.
     */
    async fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
      const request = new Request(input, init)
      // No other origin is told of the token, or believed that it expired.
      if (new URL(request.url).origin !== location.origin) return fetch(request)
      if (bearer && !token) {
        const renewed = await renew()
        if (!renewed.ok) return renewed
      }
      const used = token
      const again = request.clone()
      const response = await send(request)
      if (!(await isExpired(response))) return response
      // Somebody here was first while this one was on its way.
      if (token && token !== used) return send(again)
      const renewed = await renew()
      return renewed.ok ? send(again) : renewed
    },
    // #endregion

    /**
     * Sees to a good access token, and then connects: a handshake can neither be redirected nor tried
     * again. `refreshBefore(() => new WebSocket('/live'))`
     */
    async refreshBefore<T>(connect: () => T): Promise<T> {
      const { ok, status } = await renew()
      if (!ok) throw new Error(`The session could not be refreshed: ${status}.`)
      return connect()
    },
  }
}

async function isExpired(response: Response): Promise<boolean> {
  if (response.status !== 401) return false
  const problem = (await response
    .clone()
    .json()
    .catch(() => null)) as { code?: string } | null
  return problem?.code === 'access_token_expired'
}
