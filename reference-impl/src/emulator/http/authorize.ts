import { userByEmail, type Environment } from '../environment.ts'
import { demoPassword, type User } from '../users.ts'
import { formParameters, singleParameters, type Parameters } from './form.ts'
import { errorPage } from './page.ts'
import { signInPage } from './sign-in-page.ts'
import type { Peer } from './route.ts'

/** Milliseconds that a code lives: RFC 6749 §4.1.2 allows ten minutes, and one is enough. */
const codeLifetime = 60_000

/** The authorization endpoint (RFC 6749 §3.1). It remembers nobody: each request asks again. */
export function showSignIn(request: Request, environment: Environment, peer: Peer): Response {
  const asked = authorizationRequest(request, environment)
  if (asked instanceof Response) return asked
  const hinted = userByEmail(environment, asked.loginHint)
  if (environment.knobs.autoApprove && hinted) return approve(environment, asked, hinted, peer)
  if (asked.prompt === 'none') return refuse(asked, 'login_required', 'The user is not signed in.')
  return signInPage(signInView(environment, asked, asked.loginHint))
}

export async function signIn(
  request: Request,
  environment: Environment,
  peer: Peer,
): Promise<Response> {
  const asked = authorizationRequest(request, environment)
  if (asked instanceof Response) return asked
  const form = await formParameters(request)
  const email = form?.get('email') ?? ''
  const user = userByEmail(environment, email)
  if (!user || user.password !== form?.get('password')) {
    return signInPage({
      ...signInView(environment, asked, email),
      error: 'This e-mail and password do not go together. Try again.',
    })
  }
  return approve(environment, asked, user, peer)
}

interface AuthorizationRequest {
  readonly clientId: string
  readonly redirectUri: string
  readonly state: string | undefined
  readonly scope: readonly string[]
  readonly nonce: string | undefined
  readonly codeChallenge: string | undefined
  readonly loginHint: string
  readonly prompt: string | undefined
}

/** The request as its query states it, or the answer to a request that is wrong. */
function authorizationRequest(
  request: Request,
  environment: Environment,
): AuthorizationRequest | Response {
  const query = singleParameters(new URL(request.url).searchParams)
  if (!query) return errorPage('A parameter of the request came more than once. Send each once.')
  const { client } = environment
  if (query.get('client_id') !== client.clientId) {
    return errorPage(
      'The client_id is not known here. Set SCALEKIT_CLIENT_ID to the one that the emulator printed.',
    )
  }
  const redirectUri = query.get('redirect_uri') ?? ''
  if (!isRedirectUri(redirectUri)) {
    return errorPage('The redirect_uri is missing, or is not an absolute http or https address.')
  }
  if (client.redirectUris && !client.redirectUris.includes(redirectUri)) {
    return errorPage('This redirect_uri is not registered for this client. Add it to its list.')
  }
  const asked = {
    clientId: client.clientId,
    redirectUri,
    state: query.get('state'),
    scope: (query.get('scope') ?? '').split(' ').filter(Boolean),
    nonce: query.get('nonce'),
    codeChallenge: query.get('code_challenge'),
    loginHint: query.get('login_hint') ?? '',
    prompt: query.get('prompt'),
  }
  return wrongIn(query, asked) ?? asked
}

/** From here on the client is known, and errors go to it (RFC 6749 §4.1.2.1). */
function wrongIn(query: Parameters, asked: AuthorizationRequest): Response | undefined {
  if (!query.has('response_type')) {
    return refuse(asked, 'invalid_request', 'The parameter response_type is missing.')
  }
  if (query.get('response_type') !== 'code') {
    return refuse(asked, 'unsupported_response_type', 'Only response_type=code is known here.')
  }
  const method = query.get('code_challenge_method')
  if (asked.codeChallenge === undefined) {
    return method === undefined
      ? undefined
      : refuse(asked, 'invalid_request', 'There is a code_challenge_method, but no code_challenge.')
  }
  if (method !== 'S256') {
    return refuse(asked, 'invalid_request', 'Only code_challenge_method=S256 is known here.')
  }
  if (!/^[\w-]{43}$/.test(asked.codeChallenge)) {
    return refuse(asked, 'invalid_request', 'The code_challenge is no base64url SHA-256.')
  }
  return undefined
}

function approve(
  environment: Environment,
  asked: AuthorizationRequest,
  user: User,
  peer: Peer,
): Response {
  forgetOldCodes(environment)
  const code = `code_${environment.random(24)}`
  environment.codes.set(code, {
    clientId: asked.clientId,
    redirectUri: asked.redirectUri,
    userId: user.id,
    scope: asked.scope,
    nonce: asked.nonce,
    codeChallenge: asked.codeChallenge,
    userAgent: peer.userAgent,
    ip: peer.ip,
    expiresAt: environment.now() + codeLifetime,
  })
  return redirect(asked, { code })
}

function refuse(asked: AuthorizationRequest, error: string, description: string): Response {
  return redirect(asked, { error, error_description: description })
}

function redirect(
  { redirectUri, state }: AuthorizationRequest,
  parameters: Readonly<Record<string, string>>,
): Response {
  const location = new URL(redirectUri)
  for (const [name, value] of Object.entries(parameters)) location.searchParams.set(name, value)
  if (state !== undefined) location.searchParams.set('state', state)
  // 303: the browser must not repeat the form, with its password, at the application.
  return new Response(null, {
    status: 303,
    headers: { location: location.href, 'cache-control': 'no-store' },
  })
}

/** RFC 6749 §3.1.2: absolute, without a fragment. */
function isRedirectUri(uri: string): boolean {
  if (!URL.canParse(uri) || uri.includes('#')) return false
  return ['http:', 'https:'].includes(new URL(uri).protocol)
}

function signInView(environment: Environment, asked: AuthorizationRequest, email: string) {
  return {
    application: new URL(asked.redirectUri).host,
    email,
    people: [...environment.users.values()].filter((user) => user.password === demoPassword),
  }
}

/** A used code is remembered for ten minutes, so that a second use is noticed. */
function forgetOldCodes(environment: Environment): void {
  const old = environment.now() - 10 * codeLifetime
  for (const [code, grant] of environment.codes) {
    if (grant.expiresAt > old) return
    environment.codes.delete(code)
  }
}
