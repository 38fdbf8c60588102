import { returnTo } from '../session/return-to.ts'
import type { Sessions } from '../session/sessions.ts'
import type { Session } from '../session/state.ts'
import { isNavigation, queryOf } from '../session/view.ts'
import type { RequestView } from '../session/view.ts'
import { answer, json, noContent, problem, redirect, setCookies } from './answer.ts'
import type { Answer } from './answer.ts'

/** A route for signed-in users; everyone else gets the answer that fits. */
type SignedInRoute = (
  sessions: Sessions,
  view: RequestView,
  session: Session,
  id: string,
) => Promise<Answer>

function signedIn(route: SignedInRoute) {
  return async (sessions: Sessions, view: RequestView, id: string): Promise<Answer> => {
    const state = await sessions.authenticate(view)
    if (state.kind !== 'signed-in') return answer(state, view, sessions.policy)
    const answered = await route(sessions, view, state.session, id)
    // In front, so that a route that clears cookies has the last word.
    return { ...answered, headers: [...setCookies(state.cookies ?? []), ...answered.headers] }
  }
}

export const list = signedIn(async (sessions, _view, session) => {
  const all = await sessions.list(session)
  const shown = all.map(({ createdAt, lastSeenAt, expiresAt, ...rest }) => ({
    ...rest,
    createdAt: new Date(createdAt).toISOString(),
    lastSeenAt: new Date(lastSeenAt).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
  }))
  return json(200, { sessions: shown })
})

// #region sessions-routes
export const endOne = signedIn(async (sessions, view, session, id) => {
  const ended = await sessions.revoke(session, id)
  if (!ended) return problem('not_found', view, sessions.policy)
  return done(sessions, view, id === session.id)
})

/** All of a user's sessions; with `?except=current`, all the others. */
export const endAll = signedIn(async (sessions, view, session) => {
  const exceptThis = queryOf(view).get('except') === 'current'
  await sessions.revokeAll(session, { exceptThis })
  return done(sessions, view, !exceptThis)
})
// #endregion

/** Cookies go only with the session that they are of. */
function done(sessions: Sessions, view: RequestView, endedSelf: boolean): Answer {
  const { policy } = sessions
  const cookies = endedSelf ? sessions.clearCookies(view) : []
  if (!isNavigation(view)) return noContent(cookies)
  const back = returnTo(queryOf(view).get('return_to'), policy)
  return redirect(303, endedSelf ? policy.afterSignOut : (back ?? policy.afterSignIn), cookies)
}
