import { isDeletion, isRefresh, withPath } from '../lines.ts'
import type { Mutant } from '../mutant.ts'

export const mutant: Mutant = {
  title: 'The refresh cookie is cleared at Path=/, where it never was.',
  defect: {
    setCookie: (line) => (isRefresh(line) && isDeletion(line) ? withPath(line, '/') : line),
  },
}
