import { isAccess, without } from '../lines.ts'
import type { Mutant } from '../mutant.ts'

export const mutant: Mutant = {
  title: 'The access cookie is set without HttpOnly.',
  defect: { setCookie: (line) => (isAccess(line) ? without(line, 'HttpOnly') : line) },
}
