import { PRIVATE, answer } from '../routes/answer.ts'
import { toResponse } from '../routes/routes.ts'
import type { Sessions } from '../session/sessions.ts'
import type { Session } from '../session/state.ts'
import { viewOf } from '../session/view.ts'

export type SignedInHandler = (request: Request, session: Session) => Response | Promise<Response>

// #region with-session
/** Guards a fetch handler: it sees signed-in requests only, and its responses are kept by no cache. */
export function withSession(sessions: Sessions, handler: SignedInHandler) {
  return async (request: Request): Promise<Response> => {
    const view = viewOf(request)
    const state = await sessions.authenticate(view)
    if (state.kind !== 'signed-in') return toResponse(answer(state, view, sessions.policy))
    const response = await handler(request, state.session)
    const headers = new Headers(response.headers)
    for (const [name, value] of PRIVATE) headers.set(name, value)
    for (const line of state.cookies ?? []) headers.append('Set-Cookie', line)
    const { status, statusText } = response
    return new Response(response.body, { status, statusText, headers })
  }
}
// #endregion
