import type { Prober } from '../drivers/port.ts'
import type { Discovery } from '../report/report.ts'
import type { Exchange } from '../wire/exchange.ts'
import { mediaType } from '../wire/headers.ts'
import { withoutUnknown } from './read-config.ts'

/** Where a target may publish its own description: the data of a config. */
export const WELL_KNOWN = '/.well-known/session-conformance'

export interface Published {
  /** Absent where the target publishes nothing that can be read. */
  readonly data?: Readonly<Record<string, unknown>>
  readonly discovered: readonly Discovery[]
  /** Also the first contact with the target: a failure here means that it cannot be reached. */
  readonly exchange: Exchange
}

/** Asks a target for its description. Fields that this version does not know are left out, and named. */
export async function discover(prober: Prober, url: string): Promise<Published> {
  const exchange = await prober.send({ path: WELL_KNOWN })
  const found = parse(exchange)
  if (!found) return { exchange, discovered: [] }
  const { data, dropped } = withoutUnknown({ ...found, url })
  const note: Discovery = {
    what: 'config',
    value: WELL_KNOWN,
    how: 'the target publishes it',
  }
  const left: Discovery = {
    what: 'left out',
    value: dropped.join(', '),
    how: 'published there, but not known to this version',
  }
  return {
    exchange,
    data: data as Readonly<Record<string, unknown>>,
    discovered: dropped.length === 0 ? [note] : [note, left],
  }
}

function parse({ response }: Exchange): Record<string, unknown> | undefined {
  if (response?.status !== 200) return undefined
  // Apps with a client-side router answer 200 and HTML for whatever is asked.
  if (!mediaType(response.headers)?.endsWith('json')) return undefined
  try {
    const data: unknown = JSON.parse(response.body)
    return typeof data === 'object' && data !== null && !Array.isArray(data)
      ? (data as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
