import type { Request as ExpressRequest, Response as ExpressResponse, CookieOptions } from 'express'
import type { Provider } from '../../reference-impl/src/provider/port.ts'
import { encodeBase64url } from '../../reference-impl/src/sealing/base64url.ts'
import { sha256 } from '../../reference-impl/src/session/hash.ts'
import { payloadOf } from '../../reference-impl/src/session/jwt.ts'
import { verifySession, writeCookies, type DocumentedTokens } from '../lib/common-recipe.ts'

/** What a reader may mend in the common recipe, one fault after the other. */
export type Mend = 'cookie-outlives-token' | 'refresh-cookie-on-api' | 'expiry-from-token'

export interface RecipeServerOptions {
  readonly origin: string
  readonly provider: Provider
  readonly now: () => number
  readonly random: (bytes: number) => Uint8Array
  readonly mends: readonly string[]
}

/** A small app around the common recipe: the code is `docs/lib/common-recipe.ts` as the page shows it. */
export function createRecipeServer(options: RecipeServerOptions) {
  const { origin, provider, now } = options
  const mended = (mend: Mend): boolean => options.mends.includes(mend)
  const flows = new Map<string, { nonce: string; codeVerifier: string }>()
  const notes: string[] = []

  const documented = (tokens: { accessToken: string; refreshToken: string }): DocumentedTokens => ({
    accessToken: tokens.accessToken,
    refreshToken: tokens.refreshToken,
    expiresIn: Number(payloadOf(tokens.accessToken)['exp']) - Math.floor(now() / 1000),
  })

  // The SDK returns two fields from a refresh, whatever the guides say.
  const guard = verifySession({
    validateAccessToken: (token) => provider.verifyAccessToken(token).then(Boolean, () => false),
    refreshAccessToken: async (token) => {
      const { accessToken, refreshToken } = await provider.refresh(token)
      const fresh = { accessToken, refreshToken }
      return mended('expiry-from-token') ? documented(fresh) : (fresh as DocumentedTokens)
    },
  })

  const mendedCookie = (name: string, cookie: CookieOptions): CookieOptions => ({
    ...cookie,
    ...(name === 'accessToken' &&
      mended('cookie-outlives-token') &&
      Number.isFinite(cookie.maxAge) && { maxAge: 8 * 3_600_000 }),
    ...(name === 'refreshToken' && mended('refresh-cookie-on-api') && { path: '/api' }),
  })

  const signIn = async (url: URL): Promise<Response> => {
    const [state, nonce, codeVerifier] = [0, 1, 2].map(() => encodeBase64url(options.random(32)))
    flows.set(state!, { nonce: nonce!, codeVerifier: codeVerifier! })
    const location = provider.authorizationUrl({
      redirectUri: `${origin}/auth/callback`,
      state: state!,
      nonce: nonce!,
      codeChallenge: await sha256(codeVerifier!),
      loginHint: url.searchParams.get('login_hint') ?? '',
    })
    return new Response(null, { status: 302, headers: { location } })
  }

  const callback = async (url: URL, answer: Answer): Promise<Response> => {
    const flow = flows.get(url.searchParams.get('state') ?? '')
    const code = url.searchParams.get('code')
    if (!flow || !code) return new Response(null, { status: 400 })
    const tokens = await provider.exchangeCode({
      ...flow,
      code,
      redirectUri: `${origin}/auth/callback`,
    })
    writeCookies(answer.asExpress, documented(tokens))
    return answer.redirect('/dashboard')
  }

  const api = async (request: Request, url: URL, answer: Answer): Promise<Response> => {
    const cookie = request.headers.get('cookie') ?? ''
    let passed = false
    await guard({ headers: { cookie } } as ExpressRequest, answer.asExpress, () => (passed = true))
    if (!passed) return answer.send()
    if (url.pathname === '/api/me') {
      const token = /accessToken=([^;]+)/.exec(cookie)?.[1] ?? ''
      answer.asExpress.json({ user: { id: payloadOf(token)['sub'] } })
    }
    if (url.pathname === '/api/notes') {
      if (request.method === 'POST') notes.push(await request.text())
      answer.asExpress.json({ notes: notes.length })
    }
    return answer.send()
  }

  return async (request: Request): Promise<Response> => {
    const url = new URL(request.url)
    const answer = createAnswer(mendedCookie, now)
    if (url.pathname === '/auth/sign-in') return signIn(url)
    if (url.pathname === '/auth/callback') return callback(url, answer)
    if (url.pathname.startsWith('/api/')) return api(request, url, answer)
    if (url.pathname === '/dashboard') return page('Dashboard')
    return new Response(null, { status: 404 })
  }
}

interface Answer {
  /** The part of Express's response that the recipe uses. */
  readonly asExpress: ExpressResponse
  send(): Response
  redirect(location: string): Response
}

function createAnswer(
  change: (name: string, options: CookieOptions) => CookieOptions,
  now: () => number,
): Answer {
  const headers = new Headers()
  let status = 404
  let body: unknown
  const asExpress = {
    cookie(name: string, value: string, options: CookieOptions) {
      headers.append('set-cookie', serialise(name, value, change(name, options), now()))
    },
    status(code: number) {
      status = code
      return asExpress
    },
    json(data: unknown) {
      if (status === 404) status = 200
      body = data
    },
  }
  return {
    asExpress: asExpress as unknown as ExpressResponse,
    send: () => {
      headers.set('content-type', 'application/json')
      return new Response(JSON.stringify(body), { status, headers })
    },
    redirect(location) {
      headers.set('location', location)
      return new Response(null, { status: 302, headers })
    },
  }
}

/** Set-Cookie as `res.cookie` of Express 5 writes it, with the error that it throws. */
function serialise(name: string, value: string, options: CookieOptions, now: number): string {
  const seconds = options.maxAge === undefined ? undefined : Math.floor(options.maxAge / 1000)
  if (seconds !== undefined && !Number.isInteger(seconds)) {
    throw new TypeError('option maxAge is invalid')
  }
  return [
    `${name}=${encodeURIComponent(value)}`,
    ...(seconds === undefined ? [] : [`Max-Age=${seconds}`]),
    `Path=${options.path}`,
    ...(seconds === undefined ? [] : [`Expires=${new Date(now + seconds * 1000).toUTCString()}`]),
    ...(options.httpOnly ? ['HttpOnly'] : []),
    ...(options.secure ? ['Secure'] : []),
    'SameSite=Strict',
  ].join('; ')
}

function page(title: string): Response {
  const html = `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1>`
  return new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8' } })
}
