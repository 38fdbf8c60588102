import { isRefresh, withPath } from '../lines.ts'
import type { Mutant } from '../mutant.ts'

export const mutant: Mutant = {
  title: 'The refresh cookie has Path=/.',
  defect: { setCookie: (line) => (isRefresh(line) ? withPath(line, '/') : line) },
  // What a browser holds for every path it sends to every path.
  alsoFails: ['scope/refresh-ledger'],
}
