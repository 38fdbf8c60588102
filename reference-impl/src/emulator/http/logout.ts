import { endSession } from '../sessions.ts'
import { readIdTokenHint } from '../tokens.ts'
import type { Environment } from '../environment.ts'
import { formParameters, singleParameters } from './form.ts'
import { errorPage, page } from './page.ts'

/** RP-Initiated Logout 1.0 §2: by GET or POST, a `303` back to the application, or a page. */
export async function logout(request: Request, environment: Environment): Promise<Response> {
  const parameters =
    request.method === 'POST'
      ? await formParameters(request)
      : singleParameters(new URL(request.url).searchParams)
  if (!parameters) return errorPage('Send each parameter once, in the query or in a form.')

  const hint = parameters.get('id_token_hint')
  const claims = hint === undefined ? undefined : await readIdTokenHint(environment, hint)
  if (hint !== undefined && !claims) {
    return errorPage('The id_token_hint was not issued here, so nobody was signed out.')
  }
  const back = parameters.get('post_logout_redirect_uri')
  if (back !== undefined && !isAllowed(environment, back)) {
    return errorPage('The post_logout_redirect_uri is not registered for this client.')
  }
  const session = environment.sessions.get(String(claims?.['sid']))
  if (session) endSession(environment, session, 'logout')

  // §3: a redirect needs a hint, for without it anybody's link could use this endpoint to bounce users on.
  if (back === undefined || !claims) {
    return page('Signed out', '<h1>Signed out</h1>\n<p>You can close this page.</p>')
  }
  const location = new URL(back)
  const state = parameters.get('state')
  if (state !== undefined) location.searchParams.set('state', state)
  return new Response(null, {
    status: 303,
    headers: { location: location.href, 'cache-control': 'no-store' },
  })
}

function isAllowed({ client }: Environment, uri: string): boolean {
  if (!URL.canParse(uri) || !['http:', 'https:'].includes(new URL(uri).protocol)) return false
  return !client.redirectUris || client.redirectUris.includes(uri)
}
