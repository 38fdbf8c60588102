import type { Context, MiddlewareHandler } from 'hono'
import type { StatusCode } from 'hono/utils/http-status'
import { PRIVATE, answer, problem, setCookies } from '../routes/answer.ts'
import type { Answer } from '../routes/answer.ts'
import { isNotice } from '../routes/notice.ts'
import { createRoutes } from '../routes/routes.ts'
import type { Policy } from '../session/policy.ts'
import type { Sessions } from '../session/sessions.ts'
import type { Session } from '../session/state.ts'
import { viewOf } from '../session/view.ts'

/** What `c.get('session')` knows behind `requireSession`. */
export interface SessionEnv {
  Variables: { session: Session }
}

export interface SessionRoutesOptions {
  /** The client's address, which each runtime has elsewhere: `(c) => getConnInfo(c).remote.address`. */
  readonly ip?: (context: Context) => string | undefined
}

/** The auth routes, before the app's own: `app.use(sessionRoutes(sessions))`. */
export function sessionRoutes(
  sessions: Sessions,
  { ip }: SessionRoutesOptions = {},
): MiddlewareHandler {
  const routes = createRoutes(sessions)
  const paths = Object.values(sessions.policy.paths)
  return async (context, next) => {
    const { path, method } = context.req
    // Not TRACE: a `Request` can be none (Fetch §2.2.1), though the Node server of Hono makes one.
    if (method === 'TRACE' || !paths.some((each) => path.startsWith(each))) return next()
    const address = ip?.(context)
    const client = address === undefined ? {} : { ip: address }
    const request = await unread(context, sessions.policy)
    if (request === undefined)
      return send(context, problem('body_consumed', viewOf(context.req.raw), sessions.policy))
    const response = await routes(request, client)
    if (response === undefined) return next()
    const { status, headers } = response
    return send(context, { status, headers: [...headers], body: await response.text() })
  }
}

/** Lets signed-in requests through, and gives every other one the answer that fits. */
export function requireSession(sessions: Sessions): MiddlewareHandler<SessionEnv> {
  return async (context, next) => {
    const view = viewOf(context.req.raw)
    const state = await sessions.authenticate(view)
    if (state.kind !== 'signed-in') return send(context, answer(state, view, sessions.policy))
    context.set('session', state.session)
    await next()
    // Not before: a handler may answer with a Response of its own, which knows nothing of these.
    setHeaders(context, [...setCookies(state.cookies ?? []), ...PRIVATE])
  }
}

/** The request. If a middleware has read the body, with the copy that Hono keeps, where one is needed. */
async function unread({ req }: Context, policy: Policy): Promise<Request | undefined> {
  const { raw, url, method } = req
  if (!raw.bodyUsed) return raw
  // Hono has no copy of what was read from `raw`.
  const copy = isNotice(policy, viewOf(raw)) ? await req.arrayBuffer().catch(() => undefined) : null
  return copy === undefined
    ? undefined
    : new Request(url, { method, headers: raw.headers, body: copy })
}

function send(context: Context, { status, headers, body }: Answer): Response {
  setHeaders(context, headers)
  return context.newResponse(body === '' ? null : body, status as StatusCode)
}

/** They replace the app's, but for those of which there may be several. */
function setHeaders(context: Context, headers: Answer['headers']): void {
  for (const [name, value] of headers)
    context.header(name, value, { append: /^(set-cookie|vary)$/i.test(name) })
}
