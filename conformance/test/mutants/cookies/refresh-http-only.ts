import { isRefresh, without } from '../lines.ts'
import type { Mutant } from '../mutant.ts'

export const mutant: Mutant = {
  title: 'The refresh cookie is set without HttpOnly.',
  defect: { setCookie: (line) => (isRefresh(line) ? without(line, 'HttpOnly') : line) },
}
