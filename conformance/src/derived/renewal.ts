import type { WireLine } from '../checks/check.ts'
import type { Credentials } from '../evidence/evidence.ts'
import type { Exchange } from '../wire/exchange.ts'
import { cookieLines } from './credential-lines.ts'

/** The lines by which an answer hands out new credentials; deletion lines are none. */
export function renewal(exchange: Exchange, credentials: Credentials): readonly WireLine[] {
  const names = [...credentials.access, ...credentials.refresh]
  return cookieLines([exchange])
    .filter((line) => !line.deletes && names.includes(line.name))
    .map((line) => line.quote)
}
