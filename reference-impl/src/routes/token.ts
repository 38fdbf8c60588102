import { isForgedRefresh } from '../csrf/verdict.ts'
import type { Sessions } from '../session/sessions.ts'
import type { RequestView } from '../session/view.ts'
import { json, problem } from './answer.ts'
import type { Answer } from './answer.ts'

// #region token-route
/**
 * The refresh endpoint of `bearer`: the access token is in the body (RFC 6749 §5.1), for the page to keep
 * in memory. The cookie that it takes comes by itself, so that this route is held to the rules on forgery.
 */
export async function token(sessions: Sessions, view: RequestView): Promise<Answer> {
  const { policy } = sessions
  if (isForgedRefresh(view, policy)) return problem('cross_site_refused', view, policy)
  const outcome = await sessions.refresh(view)
  if (outcome.kind === 'refreshed' && outcome.inBody) {
    const { accessToken, expiresIn } = outcome.inBody
    const body = { access_token: accessToken, token_type: 'Bearer', expires_in: expiresIn }
    return json(200, body, outcome.cookies)
  }
  const { code = 'access_token_expired', ...rest } = 'code' in outcome ? outcome : {}
  return problem(code, view, policy, rest)
}
// #endregion
