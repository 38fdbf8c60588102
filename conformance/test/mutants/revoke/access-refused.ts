import { withRead } from '../store.ts'
import type { Mutant } from '../mutant.ts'

export const mutant: Mutant = {
  title: 'A revoked session is refused only when its access token has expired.',
  defect: {
    store: (store) => withRead(store, (record) => record.revokedBecause === 'revoked'),
  },
}
