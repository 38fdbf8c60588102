import type { RequestSpec } from '../drivers/port.ts'
import type { Probe } from '../evidence/evidence.ts'
import type { CookieValues } from '../target/resource.ts'
import type { Session, Target } from '../target/target.ts'
import type { Exchange } from '../wire/exchange.ts'
import { setCookieLines } from '../wire/headers.ts'
import { splitSetCookie } from '../wire/set-cookie.ts'

/** A refresh request with saved values: a bare client shows the refresh value, and asks who it is with what it gets. */
export async function refreshRaw(
  target: Target,
  endpoint: RequestSpec,
  label: string,
  cookies: CookieValues,
): Promise<Probe> {
  const exchange = await target.prober.send(endpoint, cookies)
  const access = renewed(exchange, target.credentials.access)
  if (Object.keys(access).length === 0) return { label, exchange }
  const { user } = await target.main.probe(`access after ${label}`, { ...cookies, ...access })
  return { label, exchange, ...(user === undefined ? {} : { user }) }
}

/** Some servers want the old access value beside the refresh value: both ways are tried, the bare one first. */
export function shapes({ access, refresh }: Session): readonly CookieValues[] {
  return [refresh, { ...access, ...refresh }]
}

/** Shows a refresh value in each shape until one is taken; the last try where none is. */
export async function refreshInAnyShape(
  target: Target,
  endpoint: RequestSpec,
  label: string,
  session: Session,
): Promise<{ probe: Probe; shape: number }> {
  const tried: Probe[] = []
  for (const cookies of shapes(session)) {
    const probe = await refreshRaw(target, endpoint, label, cookies)
    tried.push(probe)
    if (probe.user !== undefined) break
  }
  const probe = tried.at(-1)
  if (!probe) throw new Error('there are two shapes')
  return { probe, shape: tried.length - 1 }
}

/** Whether a response hands out a cookie of one of these names. */
export function sets(exchange: Exchange, names: readonly string[]): boolean {
  return Object.keys(renewed(exchange, names)).length > 0
}

function renewed(exchange: Exchange, names: readonly string[]): CookieValues {
  const lines = setCookieLines(exchange.response?.headers ?? [])
  const set = lines.flatMap((line) => splitSetCookie(line) ?? [])
  return Object.fromEntries(
    set
      .filter(({ name, value }) => names.includes(name) && value !== '')
      .map((c) => [c.name, c.value]),
  )
}
