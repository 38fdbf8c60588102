import { SessionError } from '../session/errors.ts'
import type { Policy } from '../session/policy.ts'
import type { Sessions } from '../session/sessions.ts'
import { STRATEGIES } from '../session/strategy.ts'
import type { Strategy } from '../session/strategy.ts'
import { viewOf } from '../session/view.ts'
import type { RequestView } from '../session/view.ts'
import { PRIVATE, problem } from './answer.ts'
import type { Answer } from './answer.ts'
import { backChannelLogout } from './back-channel.ts'
import { refresh } from './refresh.ts'
import { endAll, endOne, list } from './sessions.ts'
import { callback, signIn } from './sign-in.ts'
import { signOut } from './sign-out.ts'
import { token } from './token.ts'
import { webhook } from './webhook.ts'

type Route = (
  sessions: Sessions,
  view: RequestView,
  id: string,
  request: Request,
) => Promise<Answer>
type Method = 'GET' | 'POST' | 'DELETE' | 'any'
type Row = readonly [Method, string, Route]

/** Every route there is. `:id` is a session's; forms know no DELETE, so each has a twin with POST. */
function table({ paths, strategy }: Policy): readonly Row[] {
  return [
    ['GET', paths.signIn, signIn],
    ['GET', paths.callback, callback],
    ...refreshRoute(paths.refresh, strategy),
    ['POST', paths.signOut, signOut],
    ['GET', paths.sessions, list],
    ['DELETE', paths.sessions, endAll],
    ['DELETE', `${paths.sessions}/:id`, endOne],
    ['POST', `${paths.sessions}/end`, endAll],
    ['POST', `${paths.sessions}/:id/end`, endOne],
    ['POST', paths.webhook, webhook],
    ['POST', paths.backChannelLogout, backChannelLogout],
  ]
}

/** With `vault` there is nothing to send there, and so no such place. */
function refreshRoute(path: string, strategy: Strategy): readonly Row[] {
  const { endpoint } = STRATEGIES[strategy]
  if (endpoint === 'none') return []
  return [[endpoint, path, strategy === 'bearer' ? token : refresh]]
}

/** Answers a request to one of the routes; undefined if it is for none of them. */
export type Routes = (request: Request, client?: { ip?: string }) => Promise<Response | undefined>

export function createRoutes(sessions: Sessions): Routes {
  const routes = table(sessions.policy).map(
    ([method, path, route]) => ({ method, pattern: patternOf(path), route }) as const,
  )
  return async (request, client) => {
    const view = viewOf(request, client?.ip)
    const path = view.url.split('?')[0]!
    const here = routes.filter(({ pattern }) => pattern.test(path))
    if (here.length === 0) return undefined
    const method = request.method === 'HEAD' ? 'GET' : request.method
    const found = here.find((each) => each.method === method || each.method === 'any')
    if (found === undefined) return methodNotAllowed(here.map((each) => each.method))
    const id = found.pattern.exec(path)?.groups?.['id'] ?? ''
    const answer = await found.route(sessions, view, id, request).catch((error: unknown) => {
      if (error instanceof SessionError) return broken(error, view, sessions.policy)
      throw error
    })
    return toResponse(answer)
  }
}

export function toResponse({ status, headers, body }: Answer): Response {
  const all = new Headers()
  for (const [name, value] of headers) all.append(name, value)
  return new Response(body === '' ? null : body, { status, headers: all })
}

/** The store or the provider is away, or the token too large: the status says whose turn it is. */
function broken({ code, retryAfter }: SessionError, view: RequestView, policy: Policy): Answer {
  return problem(code, view, policy, { retryAfter })
}

function methodNotAllowed(methods: readonly string[]): Response {
  return toResponse({ status: 405, headers: [['Allow', methods.join(', ')], ...PRIVATE], body: '' })
}

/** Exact, and case-sensitive as cookie paths are (RFC 6265bis §5.1.4): `/AUTH/refresh` is elsewhere. */
function patternOf(path: string): RegExp {
  const escaped = path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replace(':id', '(?<id>[\\w.~-]{1,128})')}$`)
}
