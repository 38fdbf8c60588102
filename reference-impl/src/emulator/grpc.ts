import { create } from '@bufbuild/protobuf'
import { timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt'
import { Code, ConnectError, type ConnectRouter, type HandlerContext } from '@connectrpc/connect'
import type { CountedCall } from './counters.ts'
import type { Environment, Session } from './environment.ts'
import {
  AuthenticatedClientsSchema,
  DeviceDetailsSchema,
  RevokedSessionDetailsSchema,
  SessionDetailsSchema,
  SessionService,
  type UserSessionFilter,
} from './gen/sessions_pb.ts'
import { isClientToken } from './http/session-api.ts'
import { endSession, endUserSessions, userSessions } from './sessions.ts'
import { sessionView, type SessionView } from './session-view.ts'

/** Sessions on a page, if the caller does not say; a hundred at most. */
const defaultPageSize = 20
const largestPageSize = 100

/** The gRPC half of the environment: the session API. `changed` is done before the caller hears of a change. */
export function sessionService(
  environment: Environment,
  changed: () => Promise<void>,
): (router: ConnectRouter) => void {
  const entered = async (
    call: CountedCall & `grpc.${string}`,
    { requestHeader }: HandlerContext,
  ): Promise<void> => {
    environment.counters[call] += 1
    const token = /^Bearer (.+)$/i.exec(requestHeader.get('authorization') ?? '')?.[1]
    if (await isClientToken(environment, token)) return
    throw new ConnectError('Send a token of the client_credentials grant.', Code.Unauthenticated)
  }
  const sessionOf = (sid: string): Session => {
    const session = environment.sessions.get(sid)
    if (!session) throw new ConnectError('There is no such session.', Code.NotFound)
    return session
  }
  const userOf = (id: string): string => {
    if (!environment.users.has(id)) throw new ConnectError('There is no such user.', Code.NotFound)
    return id
  }

  return (router) =>
    router.service(SessionService, {
      async getSession({ sessionId }, context) {
        await entered('grpc.GetSession', context)
        return details(sessionView(environment, sessionOf(sessionId)))
      },
      async getUserSessions({ userId, pageSize, pageToken, filter }, context) {
        await entered('grpc.GetUserSessions', context)
        const matching = userSessions(environment, userOf(userId))
          .map((session) => sessionView(environment, session))
          .filter((view) => passes(filter, view))
        const start = pageStart(pageToken)
        const size = Math.min(pageSize || defaultPageSize, largestPageSize)
        return {
          sessions: matching.slice(start, start + size).map(details),
          nextPageToken: start + size < matching.length ? String(start + size) : '',
          prevPageToken: start > 0 ? String(Math.max(0, start - size)) : '',
          totalSize: matching.length,
        }
      },
      async revokeSession({ sessionId }, context) {
        await entered('grpc.RevokeSession', context)
        const session = sessionOf(sessionId)
        endSession(environment, session, 'revoked')
        await changed()
        return { revokedSession: revokedDetails(sessionView(environment, session)) }
      },
      async revokeAllUserSessions({ userId }, context) {
        await entered('grpc.RevokeAllUserSessions', context)
        const revoked = endUserSessions(environment, userOf(userId))
        await changed()
        return {
          revokedSessions: revoked.map((session) =>
            revokedDetails(sessionView(environment, session)),
          ),
          totalRevoked: revoked.length,
        }
      },
    })
}

function passes(filter: UserSessionFilter | undefined, view: SessionView): boolean {
  if (!filter) return true
  if (filter.status.length > 0 && !filter.status.includes(view.status)) return false
  if (filter.startTime && view.createdAt < timestampMs(filter.startTime)) return false
  return !filter.endTime || view.createdAt < timestampMs(filter.endTime)
}

function pageStart(pageToken: string): number {
  if (pageToken === '') return 0
  if (/^\d{1,9}$/.test(pageToken)) return Number(pageToken)
  throw new ConnectError('The page_token was not issued here.', Code.InvalidArgument)
}

function details(view: SessionView) {
  return create(SessionDetailsSchema, {
    ...shared(view),
    organizationId: view.organizationId,
    authenticatedOrganizations: [view.organizationId],
    authenticatedClients: [
      create(AuthenticatedClientsSchema, {
        clientId: view.clientId,
        organizationId: view.organizationId,
      }),
    ],
    device: create(DeviceDetailsSchema, view.device),
  })
}

function revokedDetails(view: SessionView) {
  return create(RevokedSessionDetailsSchema, shared(view))
}

function shared(view: SessionView) {
  return {
    sessionId: view.sessionId,
    userId: view.userId,
    status: view.status,
    createdAt: timestampFromMs(view.createdAt),
    updatedAt: timestampFromMs(view.updatedAt),
    idleExpiresAt: timestampFromMs(view.idleExpiresAt),
    absoluteExpiresAt: timestampFromMs(view.absoluteExpiresAt),
    lastActiveAt: timestampFromMs(view.lastActiveAt),
    ...(view.expiredAt !== undefined && { expiredAt: timestampFromMs(view.expiredAt) }),
    ...(view.logoutAt !== undefined && { logoutAt: timestampFromMs(view.logoutAt) }),
  }
}
