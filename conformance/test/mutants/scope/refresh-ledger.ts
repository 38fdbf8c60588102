import { isRefresh, withPath } from '../lines.ts'
import type { Mutant } from '../mutant.ts'

const copy = (line: string) => withPath(line, '/').replace('refreshToken', 'session')

export const mutant: Mutant = {
  title: 'A second cookie, for every path, holds a copy of the refresh value.',
  defect: { setCookie: (line) => (isRefresh(line) ? [line, copy(line)] : line) },
}
