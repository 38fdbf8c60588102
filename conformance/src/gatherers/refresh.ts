import type { RequestSpec } from '../drivers/port.ts'
import type { Crossing, Expiry, RefreshEvidence } from '../evidence/evidence.ts'
import { StepFailed } from '../target/gap.ts'
import type { Resource } from '../target/resource.ts'
import { signIn, type Target } from '../target/target.ts'
import { cookiePairs, headerValues } from '../wire/headers.ts'
import { expire, mustBeFaithful } from './expire.ts'
import { sets } from './raw-refresh.ts'

/** Lets an access credential expire, once before an API request and once before a page. */
export async function gatherRefresh(target: Target): Promise<RefreshEvidence> {
  const { user, credentials, config } = target
  if (credentials.refresh.length === 0) return withoutRefresh(target)
  const resources = [target.api, target.page].filter((resource) => resource !== undefined)
  const lives = await Promise.all(
    resources.map((resource) => target.alone((clock) => crossOnce({ ...target, clock }, resource))),
  )
  const [first] = lives
  if (!first)
    throw new StepFailed('refresh: no protected resource', 'set "protected" in the config')
  const crossings = lives.map(({ crossing }) => crossing)
  const endpoint =
    (config.refresh || undefined)?.path ?? endpointSeen(crossings, credentials.refresh)?.path
  if (endpoint === undefined) {
    throw new StepFailed(
      'refresh: no request set a new refresh cookie, so the endpoint is not known',
      'set "refresh" to { path, method }, or to false where there is no refresh',
    )
  }
  return {
    user,
    credentials,
    expiry: first.expiry,
    endpoint,
    crossings,
    after: lives.map(({ after }) => after),
  }
}

/** One session cookie and nothing beside it: there is no refresh to judge. */
function withoutRefresh({ user, credentials }: Target): RefreshEvidence {
  const expiry: Expiry = { how: 'dropped', faithful: false }
  return { user, credentials, expiry, endpoint: '', crossings: [], after: [] }
}

async function crossOnce(target: Target, resource: Resource) {
  const session = await signIn(target)
  const expiry = await expire(target, session)
  const label = resource.kind === 'api' ? 'the API request' : 'the page'
  const crossing = await resource.ask(session.visitor, label)
  if (crossing.user === undefined) mustBeFaithful(expiry, session.cookies)
  const after = await target.main.ask(session.visitor, `the request after ${label}`)
  return { expiry, crossing, after }
}

/** The request that sent the refresh cookie and got a new one: that is where the target refreshes. */
export function endpointSeen(
  crossings: readonly Crossing[],
  names: readonly string[],
): RequestSpec | undefined {
  const hop = crossings
    .flatMap(({ hops }) => hops)
    .find((hop) => {
      const sent = headerValues(hop.request.headers, 'cookie').flatMap(cookiePairs)
      return sent.some(([name]) => names.includes(name)) && sets(hop, names)
    })
  return hop && { method: hop.request.method, path: new URL(hop.request.url).pathname }
}
