import { isForged } from '../csrf/verdict.ts'
import type { Sessions } from '../session/sessions.ts'
import { isNavigation } from '../session/view.ts'
import type { RequestView } from '../session/view.ts'
import { json, problem, redirect } from './answer.ts'
import type { Answer } from './answer.ts'

// #region sign-out-route
/** POST only, and only from our own pages: a link, an image or a form elsewhere signs nobody out. */
export async function signOut(sessions: Sessions, view: RequestView): Promise<Answer> {
  const { policy } = sessions
  if (isForged(view, policy)) return problem('cross_site_refused', view, policy)
  const { location = policy.afterSignOut, cookies } = await sessions.end(view)
  const answer = isNavigation(view)
    ? redirect(303, location, cookies)
    : json(200, { location }, cookies)
  if (!policy.clearSiteData) return answer
  return { ...answer, headers: [...answer.headers, ['Clear-Site-Data', '"cache", "storage"']] }
}
// #endregion
