import express from 'express'
import type { Router } from 'express'
import { nodeRoutes } from '../node/routes.ts'
import type { Sessions } from '../session/sessions.ts'
import { send } from './send.ts'

// #region router
/** The auth routes, to be mounted at the root: `app.use(router(sessions))`. */
export function router(sessions: Sessions): Router {
  const routes = nodeRoutes(sessions)
  return express.Router().use(async (request, response, next) => {
    const answering = routes(request, request)
    if (answering === undefined) return next()
    const answer = await answering
    if (answer === undefined) return next()
    send(response, answer)
  })
}
// #endregion
