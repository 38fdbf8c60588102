import express from 'express'
import type { Request as ExpressRequest, Router } from 'express'
import { createRoutes } from '../routes/routes.ts'
import type { Sessions } from '../session/sessions.ts'
import { send } from './send.ts'

// #region router
/** The auth routes, to be mounted at the root: `app.use(router(sessions))`. */
export function router(sessions: Sessions): Router {
  const { origin, paths } = sessions.policy
  const routes = createRoutes(sessions)
  return express.Router().use(async (request, response, next) => {
    if (!isFor(Object.values(paths), request)) return next()
    const { ip } = request
    const answer = await routes(toRequest(request, origin), ip === undefined ? {} : { ip })
    if (answer === undefined) return next()
    const { status, headers } = answer
    send(response, { status, headers, body: await answer.text() })
  })
}
// #endregion

/** The app's own requests are not converted for nothing; `Request` can be no TRACE (Fetch §2.2.1). */
function isFor(paths: readonly string[], { method, originalUrl }: ExpressRequest): boolean {
  return method !== 'TRACE' && paths.some((path) => originalUrl.startsWith(path))
}

/** Without its body: no auth route reads one, whether or not a parser has been there before. */
function toRequest(request: ExpressRequest, origin: string): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, String(value))
  return new Request(origin + request.originalUrl, { method: request.method, headers })
}
