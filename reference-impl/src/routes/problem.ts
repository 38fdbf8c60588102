import type { SessionErrorCode } from '../session/errors.ts'

/** Status, title and advice for each code. Nothing in it depends on the request: no echo, no oracle. */
const PROBLEMS: Record<SessionErrorCode, readonly [status: number, title: string, detail: string]> =
  {
    authentication_required: [401, 'Not signed in', 'Sign in, and try again.'],
    access_token_expired: [401, 'Access token expired', 'Refresh the session, and try again.'],
    access_token_invalid: [401, 'Not signed in', 'Sign in, and try again.'],
    session_expired: [401, 'Session expired', 'Sign in again.'],
    session_revoked: [401, 'Session ended', 'Sign in again.'],
    refresh_refused: [401, 'Session ended', 'Sign in again.'],
    refresh_replayed: [401, 'Session ended', 'Sign in again.'],
    sign_in_refused: [400, 'Sign-in did not complete', 'Start the sign-in again, in this browser.'],
    cross_site_refused: [403, 'Refused', 'This request did not come from a page of this site.'],
    content_type_refused: [415, 'Unsupported media type', 'Send the body as application/json.'],
    not_found: [404, 'Not found', 'There is no such thing, or it is not yours.'],
    webhook_malformed: [
      400,
      'Webhook not readable',
      'Send webhook-id, webhook-timestamp, webhook-signature, and a JSON body.',
    ],
    webhook_refused: [401, 'Webhook refused', 'Check the signing secret, and the clocks.'],
    logout_token_refused: [400, 'Logout token refused', 'Send a logout token of this provider.'],
    body_too_large: [413, 'Too large', 'Send less.'],
    body_consumed: [
      400,
      'Body read too early',
      'A parser came first, so the signature cannot be checked: mount the auth routes before express.json() and the like, or keep the bytes as request.rawBody.',
    ],
    provider_unavailable: [
      503,
      'Sign-in service unavailable',
      'You are still signed in. Try again soon.',
    ],
    store_unavailable: [503, 'Service unavailable', 'You are still signed in. Try again soon.'],
    cookie_too_large: [500, 'Session too large', 'The token holds more than cookies can carry.'],
    policy_invalid: [500, 'Misconfigured', 'The session policy is not usable.'],
  }

export interface Problem {
  readonly title: string
  readonly status: number
  readonly code: SessionErrorCode
  readonly detail: string
}

/** Problem details (RFC 9457 §3.1) with the code as an extension member. */
export function problemOf(code: SessionErrorCode): Problem {
  const [status, title, detail] = PROBLEMS[code]
  return { title, status, code, detail }
}
