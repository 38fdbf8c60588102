import type { Request, RequestHandler, Response } from 'express'
import { NodeView } from '../node/view.ts'
import { PRIVATE, answer } from '../routes/answer.ts'
import type { Sessions } from '../session/sessions.ts'
import type { RequestState, Session } from '../session/state.ts'
import { send } from './send.ts'

/** A symbol, for `req.session` belongs to express-session. */
const SESSION = Symbol('session')

interface SignedIn {
  [SESSION]?: Session
}

// #region require-session
/** Lets signed-in requests through, and gives every other one the answer that fits. */
export function requireSession(sessions: Sessions): RequestHandler {
  return (request: Request & SignedIn, response, next) => {
    const view = new NodeView(request)
    const proceed = (state: RequestState): void => {
      if (state.kind !== 'signed-in') return send(response, answer(state, view, sessions.policy))
      request[SESSION] = state.session
      for (const line of state.cookies ?? []) response.append('Set-Cookie', line)
      keepPrivate(response)
      next()
    }
    // Nothing to wait for, as a rule: then nothing is waited for. Express catches what is thrown.
    const state = sessions.authenticate(view)
    if (state instanceof Promise) state.then(proceed).catch(next)
    else proceed(state)
  }
}

/** The session of a request that `requireSession` let through. */
export function sessionOf(request: Request & SignedIn): Session {
  const session = request[SESSION]
  if (session === undefined) throw new Error('No session: put requireSession before this handler.')
  return session
}
// #endregion

/** Adds to a Vary that is there, for that is somebody else's. */
function keepPrivate(response: Response): void {
  for (const [name, value] of PRIVATE) {
    if (name === 'Vary' && response.hasHeader(name)) response.vary(value)
    else response.setHeader(name, value)
  }
}
