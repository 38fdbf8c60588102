import type { Gap, LedgerEvidence, RefreshEvidence } from '../evidence/evidence.ts'
import type { Target } from '../target/target.ts'
import type { Trail } from '../wire/exchange.ts'
import { valuesOf } from './secret-book.ts'

/** The whole run, with every value that each credential had in it. */
export function ledgerOf(
  { origin, credentials }: Target,
  trail: Trail,
  refresh: RefreshEvidence | Gap | undefined,
): LedgerEvidence {
  return {
    origin,
    credentials,
    endpoint: refresh && !('gap' in refresh) ? refresh.endpoint : '',
    accessMarks: valuesOf(trail, credentials.access),
    refreshMarks: valuesOf(trail, credentials.refresh),
    trail,
  }
}
