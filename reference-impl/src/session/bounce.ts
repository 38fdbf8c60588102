import type { RequestView } from './view.ts'

// #region bounce
/**
 * Whether a visitor arrived by a link on another site, so that the browser held Strict cookies back
 * (RFC 6265bis §5.8.3). The same path, asked for from a page of ours, is same-origin and brings
 * them along: so it happens once at most.
 */
export function arrivesFromElsewhere(view: RequestView): boolean {
  return (
    view.method === 'GET' &&
    view.header('sec-fetch-mode') === 'navigate' &&
    view.header('sec-fetch-site') === 'cross-site'
  )
}
// #endregion
