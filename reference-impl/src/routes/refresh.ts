import { isForgedRefresh } from '../csrf/verdict.ts'
import type { Policy } from '../session/policy.ts'
import type { Sessions } from '../session/sessions.ts'
import { returnTo } from '../session/return-to.ts'
import { isNavigation, queryOf } from '../session/view.ts'
import type { RequestView } from '../session/view.ts'
import { json, noContent, problem, redirect, toSignIn } from './answer.ts'
import type { Answer } from './answer.ts'

// #region refresh-route
/**
 * The one place that the refresh cookie travels to. Any method: a request on the detour comes as
 * what it was, and is sent back as that.
 */
export async function refresh(sessions: Sessions, view: RequestView): Promise<Answer> {
  const { policy } = sessions
  if (isForgedRefresh(view, policy)) return problem('cross_site_refused', view, policy)
  const back = returnTo(queryOf(view).get('return_to'), policy)
  const outcome = await sessions.refresh(view)
  switch (outcome.kind) {
    case 'refreshed':
      if (back !== undefined) return redirect(307, back, outcome.cookies)
      if (isNavigation(view)) return redirect(303, policy.afterSignIn, outcome.cookies)
      return json(200, { expiresAt: new Date(outcome.expiresAt).toISOString() }, outcome.cookies)
    case 'not-needed':
      return notNeeded(view, policy, back)
    case 'looping':
      return problem('access_token_expired', view, policy)
    case 'unavailable':
      return problem(outcome.code, view, policy, outcome)
    case 'refused':
  }
  if (isNavigation(view)) return toSignIn(view, policy, back, outcome.cookies)
  return problem(outcome.code, view, policy, outcome)
}
// #endregion

function notNeeded(view: RequestView, policy: Policy, back: string | undefined): Answer {
  if (back !== undefined) return redirect(307, back)
  return isNavigation(view) || queryOf(view).has('return_to')
    ? redirect(303, policy.afterSignIn)
    : noContent()
}
