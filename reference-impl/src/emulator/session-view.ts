import type { Environment, Session } from './environment.ts'
import { sessionExpiry, sessionStatus, sessionUpdatedAt, type SessionStatus } from './sessions.ts'

/** A session as the session API tells it, before it becomes protobuf or JSON. Times are epoch milliseconds. */
export interface SessionView {
  readonly sessionId: string
  readonly userId: string
  readonly organizationId: string
  readonly clientId: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly idleExpiresAt: number
  readonly absoluteExpiresAt: number
  readonly expiredAt: number | undefined
  readonly logoutAt: number | undefined
  readonly lastActiveAt: number
  readonly status: SessionStatus
  readonly device: DeviceView
}

export interface DeviceView {
  readonly userAgent: string
  readonly os: string
  readonly browser: string
  readonly deviceType: string
  readonly ip: string
}

export function sessionView(environment: Environment, session: Session): SessionView {
  const { knobs } = environment
  const status = sessionStatus(session, knobs, environment.now())
  const expiry = sessionExpiry(session, knobs)
  return {
    sessionId: session.sid,
    userId: session.userId,
    organizationId: session.organizationId,
    clientId: session.clientId,
    createdAt: session.createdAt,
    updatedAt: sessionUpdatedAt(session),
    ...expiry,
    expiredAt: status === 'expired' ? expiry.idleExpiresAt : undefined,
    logoutAt: status === 'logout' ? session.ended?.at : undefined,
    lastActiveAt: session.lastActiveAt,
    status,
    device: deviceView(session),
  }
}

/** Browsers and systems by a word of their User-Agent, most telling first: Edge also says Chrome, and all say Safari. */
const browsers = {
  Edg: 'Edge',
  Firefox: 'Firefox',
  Chrome: 'Chrome',
  Safari: 'Safari',
  curl: 'curl',
}
const systems = {
  Android: 'Android',
  iPhone: 'iOS',
  iPad: 'iOS',
  'Mac OS X': 'macOS',
  Windows: 'Windows',
  Linux: 'Linux',
}

function deviceView({ userAgent, ip }: Session): DeviceView {
  return {
    userAgent,
    os: named(systems, userAgent),
    browser: named(browsers, userAgent),
    deviceType: /Android|iPhone|Mobile/.test(userAgent) ? 'mobile' : 'desktop',
    ip,
  }
}

function named(words: Readonly<Record<string, string>>, userAgent: string): string {
  return Object.entries(words).find(([word]) => userAgent.includes(word))?.[1] ?? ''
}
