import type { SessionErrorCode } from '../session/errors.ts'
import type { Policy } from '../session/policy.ts'
import { returnTo, withReturnTo } from '../session/return-to.ts'
import type { RequestState } from '../session/state.ts'
import { isNavigation, isSafe } from '../session/view.ts'
import type { RequestView } from '../session/view.ts'
import { PAGE_CSP, bouncePage, problemPage } from './page.ts'
import { problemOf } from './problem.ts'

/** A response as plain data, for any framework to send. */
export interface Answer {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

/**
 * Headers of every response that sets a credential or depends on one (RFC 6749 §5.1, RFC 9111 §5.2.2.5).
 * The Fetch Metadata are there because the answer to the same URL differs by them.
 */
export const PRIVATE = [
  ['Cache-Control', 'no-store'],
  ['Vary', 'Cookie, Accept, Sec-Fetch-Mode, Sec-Fetch-Site'],
] as const

// #region answer
/** What to say to a request that is not signed in: one place for every adapter. */
export function answer(
  state: Exclude<RequestState, { kind: 'signed-in' }>,
  view: RequestView,
  policy: Policy,
): Answer {
  switch (state.kind) {
    case 'refresh':
      // 307 keeps method and body (RFC 9110 §15.4.8); after a 302 a POST would be a GET.
      return redirect(307, state.location)
    case 'bounce':
      return bounce(state.location)
    case 'unavailable':
      return problem(state.code, view, policy, { retryAfter: state.retryAfter })
    case 'refused':
      return problem(state.code, view, policy)
    case 'signed-out':
  }
  return isNavigation(view) ? toSignIn(view, policy) : problem(state.code, view, policy)
}
// #endregion

export function redirect(
  status: 303 | 307,
  location: string,
  cookies: readonly string[] = [],
): Answer {
  return { status, headers: [['Location', location], ...setCookies(cookies), ...PRIVATE], body: '' }
}

export function bounce(path: string, cookies: readonly string[] = []): Answer {
  return html(200, bouncePage(path), setCookies(cookies))
}

export function json(status: number, value: unknown, cookies: readonly string[] = []): Answer {
  const type = ['Content-Type', 'application/json'] as const
  return {
    status,
    headers: [type, ...setCookies(cookies), ...PRIVATE],
    body: JSON.stringify(value),
  }
}

export function noContent(cookies: readonly string[] = []): Answer {
  return { status: 204, headers: [...setCookies(cookies), ...PRIVATE], body: '' }
}

/** Problem details for programs, a page for people. A 401 names its scheme (RFC 9110 §11.6.1). */
export function problem(
  code: SessionErrorCode,
  view: RequestView,
  policy: Policy,
  {
    cookies = [],
    retryAfter,
  }: { cookies?: readonly string[]; retryAfter?: number | undefined } = {},
): Answer {
  const details = problemOf(code)
  const { status, title, detail } = details
  const headers = [...setCookies(cookies)]
  if (status === 401) headers.push(challenge(code, policy))
  if (retryAfter !== undefined) headers.push(['Retry-After', String(retryAfter)])
  if (isNavigation(view))
    return html(status, problemPage(title, detail, policy.paths.signIn), headers)
  const type = ['Content-Type', 'application/problem+json'] as const
  return { status, headers: [type, ...headers, ...PRIVATE], body: JSON.stringify(details) }
}

/** After a POST there is no way back to what was asked for: its body is gone. */
export function toSignIn(
  view: RequestView,
  policy: Policy,
  back: string | undefined = returnTo(view.url, policy),
  cookies: readonly string[] = [],
): Answer {
  const { signIn } = policy.paths
  const canReturn = isSafe(view.method) && back !== undefined
  return redirect(303, canReturn ? withReturnTo(signIn, back) : signIn, cookies)
}

export function setCookies(lines: readonly string[]): Answer['headers'] {
  return lines.map((line) => ['Set-Cookie', line] as const)
}

/** The scheme is draft-broyer-http-cookie-auth's: how to get the cookie that is missing. */
function challenge(code: SessionErrorCode, policy: Policy): readonly [string, string] {
  const { paths, cookies, strategy } = policy
  const scheme =
    strategy === 'bearer'
      ? bearerChallenge(code)
      : `Cookie realm="session", form-action="${paths.signIn}", cookie-name=${cookies.access.name}`
  return ['WWW-Authenticate', scheme]
}

/** Who shows no token at all is told of none (RFC 6750 §3.1). */
function bearerChallenge(code: SessionErrorCode): string {
  if (code === 'authentication_required') return 'Bearer realm="session"'
  return `Bearer realm="session", error="invalid_token", error_description="${problemOf(code).title}"`
}

function html(status: number, body: string, headers: Answer['headers']): Answer {
  return {
    status,
    headers: [
      ['Content-Type', 'text/html; charset=utf-8'],
      ['Content-Security-Policy', PAGE_CSP],
      ...headers,
      ...PRIVATE,
    ],
    body,
  }
}
