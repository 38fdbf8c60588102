import type { Check } from '../../conformance/src/checks/check.ts'
import { check as cookiesAccessHttpOnly } from '../../conformance/src/checks/cookies/access-http-only.ts'
import { check as cookiesRefreshHttpOnly } from '../../conformance/src/checks/cookies/refresh-http-only.ts'
import { check as cookiesSecure } from '../../conformance/src/checks/cookies/secure.ts'
import { check as cookiesSameSite } from '../../conformance/src/checks/cookies/same-site.ts'
import { check as scopeRefreshPath } from '../../conformance/src/checks/scope/refresh-path.ts'
import { check as scopeRefreshLedger } from '../../conformance/src/checks/scope/refresh-ledger.ts'
import { check as scopeClearedWhereSet } from '../../conformance/src/checks/scope/cleared-where-set.ts'
import { check as refreshTransparent } from '../../conformance/src/checks/refresh/transparent.ts'
import { check as refreshConcurrent } from '../../conformance/src/checks/refresh/concurrent.ts'
import { check as revokeAccessRefused } from '../../conformance/src/checks/revoke/access-refused.ts'
import { check as revokeRefreshRefused } from '../../conformance/src/checks/revoke/refresh-refused.ts'
import { check as signOutAccessRefused } from '../../conformance/src/checks/sign-out/access-refused.ts'
import { check as cachingCredentialNoStore } from '../../conformance/src/checks/caching/credential-no-store.ts'
import { check as errorsUnauthenticated } from '../../conformance/src/checks/errors/unauthenticated.ts'
import { mutant as cookiesAccessHttpOnlyBroken } from '../../conformance/test/mutants/cookies/access-http-only.ts'
import { mutant as cookiesRefreshHttpOnlyBroken } from '../../conformance/test/mutants/cookies/refresh-http-only.ts'
import { mutant as cookiesSecureBroken } from '../../conformance/test/mutants/cookies/secure.ts'
import { mutant as cookiesSameSiteBroken } from '../../conformance/test/mutants/cookies/same-site.ts'
import { mutant as scopeRefreshPathBroken } from '../../conformance/test/mutants/scope/refresh-path.ts'
import { mutant as scopeRefreshLedgerBroken } from '../../conformance/test/mutants/scope/refresh-ledger.ts'
import { mutant as scopeClearedWhereSetBroken } from '../../conformance/test/mutants/scope/cleared-where-set.ts'
import { mutant as refreshTransparentBroken } from '../../conformance/test/mutants/refresh/transparent.ts'
import { mutant as refreshConcurrentBroken } from '../../conformance/test/mutants/refresh/concurrent.ts'
import { mutant as revokeAccessRefusedBroken } from '../../conformance/test/mutants/revoke/access-refused.ts'
import { mutant as revokeRefreshRefusedBroken } from '../../conformance/test/mutants/revoke/refresh-refused.ts'
import { mutant as signOutAccessRefusedBroken } from '../../conformance/test/mutants/sign-out/access-refused.ts'
import { mutant as cachingCredentialNoStoreBroken } from '../../conformance/test/mutants/caching/credential-no-store.ts'
import { mutant as errorsUnauthenticatedBroken } from '../../conformance/test/mutants/errors/unauthenticated.ts'
import type { Mutant } from '../../conformance/test/mutants/mutant.ts'

/** A requirement, and the server that breaks it. */
export interface Judged {
  readonly check: Check
  readonly mutant: Mutant
}

/** What the labs judge and break. One by one, so that the Worker does not carry the whole checklist. */
const judged: readonly Judged[] = [
  { check: cookiesAccessHttpOnly, mutant: cookiesAccessHttpOnlyBroken },
  { check: cookiesRefreshHttpOnly, mutant: cookiesRefreshHttpOnlyBroken },
  { check: cookiesSecure, mutant: cookiesSecureBroken },
  { check: cookiesSameSite, mutant: cookiesSameSiteBroken },
  { check: scopeRefreshPath, mutant: scopeRefreshPathBroken },
  { check: scopeRefreshLedger, mutant: scopeRefreshLedgerBroken },
  { check: scopeClearedWhereSet, mutant: scopeClearedWhereSetBroken },
  { check: refreshTransparent, mutant: refreshTransparentBroken },
  { check: refreshConcurrent, mutant: refreshConcurrentBroken },
  { check: revokeAccessRefused, mutant: revokeAccessRefusedBroken },
  { check: revokeRefreshRefused, mutant: revokeRefreshRefusedBroken },
  { check: signOutAccessRefused, mutant: signOutAccessRefusedBroken },
  { check: cachingCredentialNoStore, mutant: cachingCredentialNoStoreBroken },
  { check: errorsUnauthenticated, mutant: errorsUnauthenticatedBroken },
]

/** The requirement of that id; throws where no lab knows it. */
export function judgedById(id: string): Judged {
  const found = judged.find(({ check }) => check.id === id)
  if (!found) throw new Error(`docs/playground/judged.ts has no check "${id}".`)
  return found
}
