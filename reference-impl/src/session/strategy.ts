/** Where a session's tokens are kept, and what happens when the access token expires. */
export type Strategy = 'redirect' | 'respond' | 'vault' | 'bearer'

interface Ways {
  /** Cookies that the browser holds, in the order in which they are written. */
  readonly cookies: readonly ('access' | 'refresh')[]
  /** Requests with an expired token that take the detour over the refresh endpoint. */
  readonly detours: 'every-request' | 'navigations' | 'none'
  /** Methods of the refresh endpoint; `none` where there is no such endpoint. */
  readonly endpoint: 'any' | 'POST' | 'none'
}

// #region strategies
/** All that tells one strategy from another; validation, rotation and revocation are the same. */
export const STRATEGIES: Readonly<Record<Strategy, Ways>> = {
  /** The server alone: a request with an expired token goes over the refresh endpoint and back. */
  redirect: { cookies: ['access', 'refresh'], detours: 'every-request', endpoint: 'any' },
  /** A fetch gets its 401, and the page's client refreshes; navigations have no client. */
  respond: { cookies: ['access', 'refresh'], detours: 'navigations', endpoint: 'any' },
  /** The refresh token stays in the store, and whichever request needs it has it used. */
  vault: { cookies: ['access'], detours: 'none', endpoint: 'none' },
  /** The access token lives in the page's memory, and travels in the Authorization header. */
  bearer: { cookies: ['refresh'], detours: 'none', endpoint: 'POST' },
}
// #endregion
