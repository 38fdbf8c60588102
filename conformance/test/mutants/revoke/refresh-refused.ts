import { blindToRevocationInRefresh } from '../store.ts'
import type { Mutant } from '../mutant.ts'

export const mutant: Mutant = {
  title:
    'The refresh endpoint does not ask whether the session was revoked, nor does the provider.',
  defect: {
    store: blindToRevocationInRefresh,
    provider: (provider) => ({ ...provider, revokeSession: async () => {} }),
  },
}
