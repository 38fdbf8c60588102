import type { Sessions } from '../session/sessions.ts'
import type { RequestView } from '../session/view.ts'
import { bounce, problem, redirect } from './answer.ts'
import type { Answer } from './answer.ts'

// #region sign-in-routes
export async function signIn(sessions: Sessions, view: RequestView): Promise<Answer> {
  const { location, cookies } = await sessions.signIn(view)
  return redirect(303, location, cookies)
}

/**
 * Ends in a page, not in a redirect: the browser comes from the provider, and a redirect would carry
 * that on, so that the Strict cookies set here would stay behind.
 */
export async function callback(sessions: Sessions, view: RequestView): Promise<Answer> {
  const outcome = await sessions.begin(view)
  if (outcome.kind === 'begun') return bounce(outcome.location, outcome.cookies)
  return problem(outcome.code, view, sessions.policy, outcome)
}
// #endregion
