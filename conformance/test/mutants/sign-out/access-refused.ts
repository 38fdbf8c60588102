import { withRead } from '../store.ts'
import type { Mutant } from '../mutant.ts'

export const mutant: Mutant = {
  title: 'Sign-out clears the cookies, and the session lives on.',
  defect: {
    store: (store) => withRead(store, (record) => record.revokedBecause === 'sign-out'),
  },
}
