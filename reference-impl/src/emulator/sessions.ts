import type { CodeGrant, Environment, Session } from './environment.ts'
import type { Knobs } from './knobs.ts'

/** The statuses of a session, as Scalekit names them. */
export const sessionStatuses = ['active', 'expired', 'revoked', 'logout'] as const
export type SessionStatus = (typeof sessionStatuses)[number]

export interface SessionExpiry {
  readonly idleExpiresAt: number
  readonly absoluteExpiresAt: number
}

export function sessionExpiry(session: Session, { lifetimes }: Knobs): SessionExpiry {
  const absoluteExpiresAt = session.createdAt + lifetimes.absolute * 1000
  const idleExpiresAt = session.lastActiveAt + lifetimes.idle * 1000
  return { idleExpiresAt: Math.min(idleExpiresAt, absoluteExpiresAt), absoluteExpiresAt }
}

export function sessionStatus(session: Session, knobs: Knobs, now: number): SessionStatus {
  if (session.ended) return session.ended.how
  return now < sessionExpiry(session, knobs).idleExpiresAt ? 'active' : 'expired'
}

export function openSession(environment: Environment, grant: CodeGrant): Session {
  const now = environment.now()
  const session: Session = {
    sid: `ses_${environment.random(12)}`,
    userId: grant.userId,
    organizationId: environment.users.get(grant.userId)?.organizationId ?? '',
    clientId: grant.clientId,
    createdAt: now,
    lastActiveAt: now,
    userAgent: grant.userAgent,
    ip: grant.ip,
  }
  environment.sessions.set(session.sid, session)
  return session
}

/** The session, if it may still be used. */
export function activeSession(environment: Environment, sid: string): Session | undefined {
  const session = environment.sessions.get(sid)
  if (!session) return undefined
  const status = sessionStatus(session, environment.knobs, environment.now())
  return status === 'active' ? session : undefined
}

/** Ends a session that is active; an ended one stays as it ended. */
export function endSession(
  environment: Environment,
  session: Session,
  how: 'revoked' | 'logout',
): void {
  const now = environment.now()
  if (sessionStatus(session, environment.knobs, now) !== 'active') return
  session.ended = { at: now, how }
  environment.sessionEnded(session)
}

/** Ends all that a user has open; the sessions it ended. */
export function endUserSessions(environment: Environment, userId: string): readonly Session[] {
  const open = userSessions(environment, userId).filter((session) =>
    activeSession(environment, session.sid),
  )
  for (const session of open) endSession(environment, session, 'revoked')
  return open
}

/** A user's sessions, newest first. */
export function userSessions(environment: Environment, userId: string): readonly Session[] {
  return [...environment.sessions.values()].filter((session) => session.userId === userId).reverse()
}

/** When the session last changed in any way. */
export function sessionUpdatedAt(session: Session): number {
  return Math.max(session.lastActiveAt, session.ended?.at ?? 0)
}
