import type { StoredCookie } from '../drivers/port.ts'
import type { SignOutEvidence } from '../evidence/evidence.ts'

/** Credentials that sign-out left in the jar as they were: name, domain and path identify a cookie (6265bis §5.7). */
export function leftovers(
  signOut: SignOutEvidence,
  names: readonly string[],
): readonly StoredCookie[] {
  return signOut.cookiesAfter.filter(
    (after) =>
      names.includes(after.name) &&
      signOut.cookiesBefore.some(
        (before) =>
          before.name === after.name &&
          before.domain === after.domain &&
          before.path === after.path &&
          before.value === after.value,
      ),
  )
}
