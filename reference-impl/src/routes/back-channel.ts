import { SessionError } from '../session/errors.ts'
import type { Sessions } from '../session/sessions.ts'
import type { RequestView } from '../session/view.ts'
import { json } from './answer.ts'
import type { Answer } from './answer.ts'
import { textOf } from './body.ts'
import { problemOf } from './problem.ts'

// #region back-channel-route
/** OpenID Connect Back-Channel Logout 1.0: the token is the credential, and no cookie is read. */
export async function backChannelLogout(
  sessions: Sessions,
  view: RequestView,
  _id: string,
  request: Request,
): Promise<Answer> {
  // §2.5: a form with the one parameter.
  const type = view.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded')
    return refuse('invalid_request', 'Send application/x-www-form-urlencoded.')
  const body = await textOf(request, view)
  if (body === undefined) return refuse('invalid_request', problemOf('body_too_large').detail, 413)
  const [logoutToken, ...more] = new URLSearchParams(body).getAll('logout_token')
  if (!logoutToken || more.length > 0) return refuse('invalid_request', 'Send one logout_token.')
  try {
    const { kind } = await sessions.takeLogoutToken(logoutToken)
    // §2.6: a jti that was taken before fails the validation.
    if (kind === 'replayed') return refuse('invalid_request', 'This logout token was taken before.')
    return { ...json(200, {}), body: '' }
  } catch (error) {
    return failed(error)
  }
}
// #endregion

/** §2.8: a logout that failed is a 400 as well; the body tells it from a bad token (RFC 6749 §5.2). */
function failed(error: unknown): Answer {
  if (!(error instanceof SessionError)) throw error
  if (error.code === 'logout_token_refused') return refuse('invalid_request', error.message)
  const { headers, ...rest } = refuse('temporarily_unavailable', problemOf(error.code).title)
  return { ...rest, headers: [...headers, ['Retry-After', String(error.retryAfter ?? 1)]] }
}

function refuse(error: string, description: string, status = 400): Answer {
  return json(status, { error, error_description: description })
}
