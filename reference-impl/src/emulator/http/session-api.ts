import type { Environment } from '../environment.ts'
import { endSession, endUserSessions, userSessions } from '../sessions.ts'
import { sessionView, type SessionView } from '../session-view.ts'
import { readAccessToken } from '../tokens.ts'
import { bearerError, bearerToken } from './oauth-error.ts'
import type { PathParameters, Peer } from './route.ts'

/** The session API's REST twins, at the paths that the SDK's descriptors name for them. */
type Answer = (environment: Environment, path: PathParameters) => Response

export const getSession = authorized((environment, { id = '' }) => {
  const session = environment.sessions.get(id)
  return session ? Response.json(json(sessionView(environment, session))) : notFound('session')
})

export const getUserSessions = authorized((environment, { id = '' }) => {
  if (!environment.users.has(id)) return notFound('user')
  const sessions = userSessions(environment, id).map((session) =>
    json(sessionView(environment, session)),
  )
  return Response.json({ sessions, total_size: sessions.length })
})

export const revokeSession = authorized((environment, { id = '' }) => {
  const session = environment.sessions.get(id)
  if (!session) return notFound('session')
  endSession(environment, session, 'revoked')
  return Response.json({ revoked_session: json(sessionView(environment, session)) })
})

export const revokeAllUserSessions = authorized((environment, { id = '' }) => {
  if (!environment.users.has(id)) return notFound('user')
  const revoked = endUserSessions(environment, id).map((session) =>
    json(sessionView(environment, session)),
  )
  return Response.json({ revoked_sessions: revoked, total_revoked: revoked.length })
})

/** Only the application itself, by its client_credentials token, may ask. */
export async function isClientToken(
  environment: Environment,
  token: string | undefined,
): Promise<boolean> {
  const claims = token === undefined ? undefined : await readAccessToken(environment, token)
  return claims?.sub === environment.client.clientId
}

function authorized(answer: Answer) {
  return async (
    request: Request,
    environment: Environment,
    _peer: Peer,
    path: PathParameters,
  ): Promise<Response> =>
    (await isClientToken(environment, bearerToken(request)))
      ? answer(environment, path)
      : bearerError('Send a token of the client_credentials grant.')
}

function notFound(what: 'session' | 'user'): Response {
  return Response.json({ code: 5, message: `There is no such ${what}.` }, { status: 404 })
}

function json(view: SessionView): object {
  const time = (at: number | undefined): string | undefined =>
    at === undefined ? undefined : new Date(at).toISOString()
  return {
    session_id: view.sessionId,
    user_id: view.userId,
    organization_id: view.organizationId,
    created_at: time(view.createdAt),
    updated_at: time(view.updatedAt),
    idle_expires_at: time(view.idleExpiresAt),
    absolute_expires_at: time(view.absoluteExpiresAt),
    expired_at: time(view.expiredAt),
    logout_at: time(view.logoutAt),
    last_active_at: time(view.lastActiveAt),
    status: view.status,
    device: {
      user_agent: view.device.userAgent,
      os: view.device.os,
      browser: view.device.browser,
      device_type: view.device.deviceType,
      ip: view.device.ip,
    },
  }
}
