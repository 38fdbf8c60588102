import type { Credentials } from '../evidence/evidence.ts'

/** False for a server with one session cookie that is never renewed by another: the refresh rows do not apply. */
export function hasRefresh(evidence: { readonly credentials: Credentials }): boolean {
  return evidence.credentials.refresh.length > 0
}
