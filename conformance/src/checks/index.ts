import { check as cachingCredentialNoStore } from './caching/credential-no-store.ts'
import type { Check } from './check.ts'
import { check as cookiesAccessHttpOnly } from './cookies/access-http-only.ts'
import { check as cookiesRefreshHttpOnly } from './cookies/refresh-http-only.ts'
import { check as cookiesSameSite } from './cookies/same-site.ts'
import { check as cookiesSecure } from './cookies/secure.ts'
import { check as errorsUnauthenticated } from './errors/unauthenticated.ts'
import { check as refreshConcurrent } from './refresh/concurrent.ts'
import { check as refreshTransparent } from './refresh/transparent.ts'
import { check as revokeAccessRefused } from './revoke/access-refused.ts'
import { check as revokeRefreshRefused } from './revoke/refresh-refused.ts'
import { check as scopeClearedWhereSet } from './scope/cleared-where-set.ts'
import { check as scopeRefreshLedger } from './scope/refresh-ledger.ts'
import { check as scopeRefreshPath } from './scope/refresh-path.ts'
import { check as signOutAccessRefused } from './sign-out/access-refused.ts'

/** The checklist, in the order in which it is read: group by group. */
export const checks: readonly Check[] = [
  cookiesAccessHttpOnly,
  cookiesRefreshHttpOnly,
  cookiesSecure,
  cookiesSameSite,
  scopeRefreshPath,
  scopeRefreshLedger,
  scopeClearedWhereSet,
  refreshTransparent,
  refreshConcurrent,
  revokeAccessRefused,
  revokeRefreshRefused,
  signOutAccessRefused,
  cachingCredentialNoStore,
  errorsUnauthenticated,
]

/** The check of that id; undefined where there is none. */
export function checkById(id: string): Check | undefined {
  return checks.find((check) => check.id === id)
}
