import type { Policy } from '../session/policy.ts'
import { isSafe } from '../session/view.ts'
import type { RequestView } from '../session/view.ts'

/** Whose pages may send forms here. */
type Origins = Pick<Policy, 'origin' | 'trustedOrigins'>

// #region csrf
/**
 * Whether a request may change something. Fetch Metadata first: pages cannot forge it, and every
 * current browser sends it. Else Origin. A sibling subdomain is "same-site", and refused: it can
 * be someone else's. Without either header a request is no browser's, or an ancient one's, and is
 * refused if it carries cookies, for then it could be forged.
 */
export function isForged(view: RequestView, policy: Origins): boolean {
  if (isSafe(view.method)) return false
  const site = view.header('sec-fetch-site')
  if (site === 'same-origin' || site === 'none') return false
  const origin = view.header('origin')
  if (origin !== undefined)
    return origin !== policy.origin && !policy.trustedOrigins.includes(origin)
  return site !== undefined || view.header('cookie') !== undefined
}
// #endregion

/**
 * Whether a request to the refresh endpoint is somebody else's idea. It changes something even as a
 * GET, so a GET is held to the same rule, but for navigations from a sibling site: theirs is a link.
 */
export function isForgedRefresh(view: RequestView, policy: Policy): boolean {
  if (!isSafe(view.method)) return isForged(view, policy)
  const site = view.header('sec-fetch-site')
  if (site === 'same-site') return view.header('sec-fetch-mode') !== 'navigate'
  return site === 'cross-site'
}
