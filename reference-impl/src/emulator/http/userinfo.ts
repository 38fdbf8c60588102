import type { Environment } from '../environment.ts'
import { activeSession } from '../sessions.ts'
import { readAccessToken } from '../tokens.ts'
import { bearerError, bearerToken } from './oauth-error.ts'

/** The UserInfo endpoint (OpenID Connect Core §5.3). */
export async function userinfo(request: Request, environment: Environment): Promise<Response> {
  const token = bearerToken(request)
  if (!token) {
    return new Response(null, { status: 401, headers: { 'www-authenticate': 'Bearer' } })
  }
  const claims = await readAccessToken(environment, token)
  const session = activeSession(environment, String(claims?.['sid']))
  const user = session && environment.users.get(session.userId)
  if (!user) return bearerError('The access token is not good, or its session is over.')
  session.lastActiveAt = environment.now()
  return Response.json(
    { sub: user.id, email: user.email, email_verified: true, name: user.name },
    { headers: { 'cache-control': 'no-store' } },
  )
}
