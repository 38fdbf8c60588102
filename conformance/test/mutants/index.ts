import { mutant as cachingCredentialNoStore } from './caching/credential-no-store.ts'
import { mutant as cookiesAccessHttpOnly } from './cookies/access-http-only.ts'
import { mutant as cookiesRefreshHttpOnly } from './cookies/refresh-http-only.ts'
import { mutant as cookiesSameSite } from './cookies/same-site.ts'
import { mutant as cookiesSecure } from './cookies/secure.ts'
import { mutant as errorsUnauthenticated } from './errors/unauthenticated.ts'
import type { Mutant } from './mutant.ts'
import { mutant as refreshConcurrent } from './refresh/concurrent.ts'
import { mutant as refreshTransparent } from './refresh/transparent.ts'
import { mutant as revokeAccessRefused } from './revoke/access-refused.ts'
import { mutant as revokeRefreshRefused } from './revoke/refresh-refused.ts'
import { mutant as scopeClearedWhereSet } from './scope/cleared-where-set.ts'
import { mutant as scopeRefreshLedger } from './scope/refresh-ledger.ts'
import { mutant as scopeRefreshPath } from './scope/refresh-path.ts'
import { mutant as signOutAccessRefused } from './sign-out/access-refused.ts'

/** Every mutant by the id of the check that must catch it. */
const mutants: Readonly<Record<string, Mutant>> = {
  'cookies/access-http-only': cookiesAccessHttpOnly,
  'cookies/refresh-http-only': cookiesRefreshHttpOnly,
  'cookies/secure': cookiesSecure,
  'cookies/same-site': cookiesSameSite,
  'scope/refresh-path': scopeRefreshPath,
  'scope/refresh-ledger': scopeRefreshLedger,
  'scope/cleared-where-set': scopeClearedWhereSet,
  'refresh/transparent': refreshTransparent,
  'refresh/concurrent': refreshConcurrent,
  'revoke/access-refused': revokeAccessRefused,
  'revoke/refresh-refused': revokeRefreshRefused,
  'sign-out/access-refused': signOutAccessRefused,
  'caching/credential-no-store': cachingCredentialNoStore,
  'errors/unauthenticated': errorsUnauthenticated,
}

export const mutantIds: readonly string[] = Object.keys(mutants)

/** The mutant of that id; throws where there is none. */
export function mutantById(id: string): Mutant {
  const mutant = mutants[id]
  if (!mutant) throw new Error(`There is no mutant "${id}".`)
  return mutant
}
