import { isAccess, isRefresh, without } from '../lines.ts'
import type { Mutant } from '../mutant.ts'

export const mutant: Mutant = {
  title: 'Neither cookie says SameSite.',
  defect: {
    setCookie: (line) => (isAccess(line) || isRefresh(line) ? without(line, 'SameSite') : line),
  },
}
