import express from 'express'
import type { Request as ExpressRequest, Router } from 'express'
import { createRoutes } from '../routes/routes.ts'
import { problem } from '../routes/answer.ts'
import type { Policy } from '../session/policy.ts'
import type { Sessions } from '../session/sessions.ts'
import { rawBody } from './raw-body.ts'
import { send } from './send.ts'
import { ExpressView } from './view.ts'

// #region router
/** The auth routes, to be mounted at the root: `app.use(router(sessions))`. */
export function router(sessions: Sessions): Router {
  const { origin, paths } = sessions.policy
  const routes = createRoutes(sessions)
  return express.Router().use(async (request, response, next) => {
    if (!isFor(Object.values(paths), request)) return next()
    const { ip } = request
    const body = isNotice(sessions.policy, request) ? await rawBody(request) : null
    if (body === undefined) {
      const view = new ExpressView(request)
      return send(response, problem('body_consumed', view, sessions.policy))
    }
    const answer = await routes(toRequest(request, origin, body), ip === undefined ? {} : { ip })
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

/** What the provider sends is read to the byte; no other auth route reads a body. */
function isNotice({ paths }: Policy, { method, originalUrl }: ExpressRequest): boolean {
  const path = originalUrl.split('?')[0]
  return method === 'POST' && (path === paths.webhook || path === paths.backChannelLogout)
}

function toRequest(
  request: ExpressRequest,
  origin: string,
  body: Uint8Array<ArrayBuffer> | null,
): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, String(value))
  return new Request(origin + request.originalUrl, { method: request.method, headers, body })
}
