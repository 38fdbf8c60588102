import { cookieNames, readCookie } from '../cookies/cookie-header.ts'
import type { Cookie } from '../cookies/names.ts'
import { clearCookie, setCookie } from '../cookies/set-cookie.ts'
import { encodeBase64url } from '../sealing/base64url.ts'
import type { Context } from './context.ts'
import { credentialOf, openCredential } from './credential.ts'
import { sha256 } from './hash.ts'
import { returnTo } from './return-to.ts'
import { queryOf } from './view.ts'
import type { RequestView } from './view.ts'

/** A sign-in under way, sealed in a cookie of its own: this browser started it, and no other can end it. */
export interface Flow {
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
  readonly returnTo: string
  /** Epoch milliseconds. */
  readonly startedAt: number
  /** The session that this browser has, which the new one will replace. */
  readonly replaces?: string
}

/** Sign-ins that one browser may have under way; more would crowd the Cookie header. */
const MOST_FLOWS = 4

// #region sign-in
/** Starts a sign-in: state, nonce and PKCE (RFC 9700 §2.1.1, §4.7), each new and each bound to this browser. */
export async function signIn(context: Context, view: RequestView) {
  const { policy, provider, random, now } = context
  const fresh = () => encodeBase64url(random(32))
  const query = queryOf(view)
  const replaces = await currentSid(context, view)
  const flow: Flow = {
    state: fresh(),
    nonce: fresh(),
    codeVerifier: fresh(),
    returnTo: returnTo(query.get('return_to'), policy) ?? policy.afterSignIn,
    startedAt: now(),
    ...(replaces !== undefined && { replaces }),
  }
  const location = provider.authorizationUrl({
    redirectUri: policy.origin + policy.paths.callback,
    state: flow.state,
    nonce: flow.nonce,
    codeChallenge: await sha256(flow.codeVerifier),
    ...(query.get('login_hint') && { loginHint: query.get('login_hint')! }),
  })
  return { location, cookies: await writeFlow(context, view, flow) }
}
// #endregion

async function writeFlow(
  context: Context,
  view: RequestView,
  flow: Flow,
): Promise<readonly string[]> {
  const { policy, sealer } = context
  const cookie = flowCookie(policy.cookies.signIn, flow.state)
  const sealed = await sealer.seal(JSON.stringify(flow), `cookie:${cookie.name}`)
  const others = cookieNames(view.header('cookie'), `${policy.cookies.signIn.name}.`)
  const tooMany = others.slice(0, Math.max(0, others.length - (MOST_FLOWS - 1)))
  return [
    setCookie(cookie, sealed, policy.signInMs / 1_000),
    ...tooMany.map((name) => clearCookie({ ...cookie, name } as Cookie)),
  ]
}

/** The flow that `state` belongs to, if this browser started it, and not long ago. */
export async function readFlow(
  context: Context,
  view: RequestView,
  state: string,
): Promise<{ flow: Flow; clear: string } | undefined> {
  const cookie = flowCookie(context.policy.cookies.signIn, state)
  const sealed = readCookie(view.header('cookie'), cookie.name)
  const opened = sealed && (await context.sealer.open(sealed, `cookie:${cookie.name}`))
  if (!opened) return undefined
  const flow = JSON.parse(opened.plaintext) as Flow
  const late = context.now() - flow.startedAt > context.policy.signInMs
  return flow.state === state && !late ? { flow, clear: clearCookie(cookie) } : undefined
}

/** One cookie a flow, so that two tabs can sign in at once; named by a part of its state. */
function flowCookie(signInCookie: Cookie, state: string): Cookie {
  const part = state.replace(/[^\w-]/g, '').slice(0, 8)
  return { ...signInCookie, name: `${signInCookie.name}.${part}` } as Cookie
}

/** The session whose access cookie, or token, this request shows, alive or not. */
export async function currentSid(context: Context, view: RequestView): Promise<string | undefined> {
  const credential = credentialOf(context.policy, view)
  return credential === undefined ? undefined : (await openCredential(context, credential))?.sid
}
