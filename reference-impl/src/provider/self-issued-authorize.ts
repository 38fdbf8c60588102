import { isForged } from '../csrf/verdict.ts'
import { textOf } from '../routes/body.ts'
import { SessionError } from '../session/errors.ts'
import { sha256 } from '../session/hash.ts'
import { viewOf, type RequestView } from '../session/view.ts'
import { secret } from './self-issued-secret.ts'
import { pageHeaders, sentencePage, signInForm } from './self-issued-page.ts'
import type { Passwords } from './self-issued-password.ts'
import { normalizedEmail, type SelfIssuedUser } from './self-issued-state.ts'
import type { AskState } from './self-issued-reach.ts'
import type { SignInThrottle } from './self-issued-throttle.ts'

/** What happens at the sign-in page, for the log. No address that was typed is in it: people type passwords there. */
export interface SelfIssuedEvent {
  readonly event:
    | 'password-accepted'
    | 'password-refused'
    | 'sign-in-throttled'
    | 'sign-in-forged'
    | 'code-replayed'
    | 'refresh-token-replayed'
  /** Undefined for a user whom nobody knows. */
  readonly userId?: string
  readonly sid?: string
  readonly ip?: string
}

export interface SignInPage {
  readonly origin: string
  readonly path: string
  readonly name: string
  readonly clientId: string
  readonly redirectUri: string
  readonly ask: AskState
  readonly passwords: Passwords
  readonly throttle: SignInThrottle
  readonly audit: (event: SelfIssuedEvent) => void
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** Milliseconds in which a code is to be redeemed: a redirect takes one second (RFC 6749 §4.1.2 allows ten minutes). */
const codeLifetime = 60_000

/** The authorization endpoint (RFC 6749 §3.1): the sign-in page, and what its form leads to. */
export async function authorize(
  page: SignInPage,
  request: Request,
  ip: string | undefined,
): Promise<Response> {
  const asked = readRequest(page, new URL(request.url).searchParams)
  if (asked.kind === 'broken') return sentence(page, 400, 'Sign-in did not start', asked.sentence)
  if (asked.kind === 'refused') return back(page, asked.state, { error: asked.error })
  try {
    if (request.method === 'GET' || request.method === 'HEAD')
      return form(page, 200, { email: asked.loginHint })
    if (request.method === 'POST') return await signIn(page, asked, request, viewOf(request, ip))
    return new Response(null, { status: 405, headers: { Allow: 'GET, HEAD, POST' } })
  } catch (error) {
    if (!(error instanceof SessionError)) throw error
    const text = 'Signing in is not possible at the moment. Try again soon.'
    const retryAfter = String(error.retryAfter ?? 1)
    return form(page, 503, { email: '', error: text }, { 'Retry-After': retryAfter })
  }
}

/** Checks address and password. Whoever they are, the work is the same, and so is the answer to what is wrong. */
async function signIn(
  page: SignInPage,
  asked: GoodRequest,
  request: Request,
  view: RequestView,
): Promise<Response> {
  const { ask, passwords, throttle, audit, now } = page
  const from = view.ip !== undefined && { ip: view.ip }
  if (isForged(view, { origin: page.origin, trustedOrigins: [] })) {
    audit({ event: 'sign-in-forged', ...from })
    return sentence(page, 403, 'Refused', 'This form was not sent from a page of this site.')
  }
  const fields = new URLSearchParams((await textOf(request, view)) ?? '')
  const [email, password] = [fields.get('email') ?? '', fields.get('password') ?? '']
  const account = await sha256(normalizedEmail(email))
  const wait = await throttle.attempt(account, view.ip, now())
  if (wait > 0) {
    audit({ event: 'sign-in-throttled', ...from })
    return throttled(page, email, wait)
  }
  const user = await ask((state) => state.userByEmail(normalizedEmail(email)))
  const { good, stale } = await passwords.verify(password, user?.passwordHash)
  if (user === undefined || !good) {
    audit({ event: 'password-refused', ...(user && { userId: user.id }), ...from })
    return form(page, 422, { email, error: 'E-mail or password is wrong.' })
  }
  await throttle.succeeded(account, view.ip)
  if (stale) await rehash(page, user, password)
  audit({ event: 'password-accepted', userId: user.id, ...from })
  return back(page, asked.state, { code: await issueCode(page, asked, user) })
}

/** A password that is good at an older cost is hashed at today's; one that is too short by now stays as it is. */
async function rehash({ ask, passwords }: SignInPage, user: SelfIssuedUser, password: string) {
  const better = await passwords.hash(password).catch(() => undefined)
  if (better !== undefined) await ask((state) => state.rehash(user.id, user.passwordHash, better))
}

async function issueCode(
  { ask, redirectUri, now }: SignInPage,
  { nonce, codeChallenge }: GoodRequest,
  { id: userId }: SelfIssuedUser,
): Promise<string> {
  const code = secret()
  const kept = {
    hash: await sha256(code),
    sid: `ses_${secret()}`,
    userId,
    redirectUri,
    nonce,
    codeChallenge,
    authenticatedAt: now(),
    expiresAt: now() + codeLifetime,
  }
  await ask((state) => state.keepCode(kept))
  return code
}

interface GoodRequest {
  readonly kind: 'good'
  readonly state: string
  readonly nonce: string
  readonly codeChallenge: string
  readonly loginHint: string
}

type AuthorizationQuery =
  | GoodRequest
  | { readonly kind: 'refused'; readonly state: string; readonly error: string }
  | { readonly kind: 'broken'; readonly sentence: string }

// #region read-request
/** Reads an authorization request. Only one client with one redirect_uri, compared as text (RFC 9700 §2.1). */
function readRequest(
  { clientId, redirectUri }: SignInPage,
  query: URLSearchParams,
): AuthorizationQuery {
  const get = (name: string): string => query.get(name) ?? ''
  // Nobody is redirected to where nobody registered (RFC 6749 §4.1.2.1).
  if (get('client_id') !== clientId || get('redirect_uri') !== redirectUri)
    return { kind: 'broken', sentence: 'Start again from the page that you wanted to see.' }
  const [state, nonce, codeChallenge] = [get('state'), get('nonce'), get('code_challenge')]
  if (get('response_type') !== 'code')
    return { kind: 'refused', state, error: 'unsupported_response_type' }
  // RFC 7636 §4.4.1: no challenge, or a plain one, is none.
  const pkce = get('code_challenge_method') === 'S256' && /^[\w-]{43}$/.test(codeChallenge)
  if (!pkce || state === '' || nonce === '')
    return { kind: 'refused', state, error: 'invalid_request' }
  return { kind: 'good', state, nonce, codeChallenge, loginHint: get('login_hint') }
}
// #endregion

/** To the callback, with the issuer, so that no other server's answer is taken for ours (RFC 9207 §2). */
function back(
  { redirectUri, origin }: SignInPage,
  state: string,
  answer: Readonly<Record<string, string>>,
): Response {
  const url = new URL(redirectUri)
  const all = { ...answer, ...(state !== '' && { state }), iss: origin }
  for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value)
  // 303, for a 307 would post the password on (RFC 9700 §2.1, §4.12).
  const headers = {
    Location: url.href,
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
  }
  return new Response(null, { status: 303, headers })
}

function throttled(page: SignInPage, email: string, wait: number): Response {
  const unit = wait === 1 ? 'second' : 'seconds'
  const error = `Too many attempts. Wait ${wait} ${unit}, and try again.`
  return form(page, 429, { email, error }, { 'Retry-After': String(wait) })
}

function form(
  page: SignInPage,
  status: number,
  fields: { readonly email: string; readonly error?: string },
  headers: Readonly<Record<string, string>> = {},
): Response {
  return html(page, status, signInForm({ name: page.name, ...fields }), headers)
}

function sentence(page: SignInPage, status: number, title: string, text: string): Response {
  return html(page, status, sentencePage(title, text))
}

function html(
  { redirectUri }: SignInPage,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const all = { ...pageHeaders(new URL(redirectUri).origin), ...headers }
  return new Response(body, { status, headers: all })
}
