import type { Environment } from '../environment.ts'
import type { FailurePlace } from '../knobs.ts'

/** Who sent a request, as far as the emulator shows it in a list of sessions. */
export interface Peer {
  readonly userAgent: string
  readonly ip: string
}

export type PathParameters = Readonly<Record<string, string>>

/** One endpoint: a method, a path whose `:name` segments are parameters, and what answers. */
export interface Route {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** Where it is counted, and can be made to fail; absent for the admin API. */
  readonly place?: FailurePlace
  answer(
    request: Request,
    environment: Environment,
    peer: Peer,
    path: PathParameters,
  ): Response | Promise<Response>
}

/** Parameters of a path that fits a route's path; undefined if it does not. */
export function matchPath(pattern: string, pathname: string): PathParameters | undefined {
  const wanted = pattern.split('/')
  const given = pathname.split('/')
  if (wanted.length !== given.length) return undefined
  const parameters: Record<string, string> = {}
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? ''
    if (!segment.startsWith(':')) {
      if (segment !== value) return undefined
      continue
    }
    if (!value) return undefined
    parameters[segment.slice(1)] = value
  }
  return parameters
}
