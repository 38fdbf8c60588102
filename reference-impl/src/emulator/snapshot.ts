import type { JWK } from 'jose'
import type { CodeGrant, Environment, RefreshGrant, Session } from './environment.ts'
import { activeSession } from './sessions.ts'
import type { User } from './users.ts'

/** All that an environment must know to go on where it stopped, as JSON; knobs and counters start anew. */
export interface Snapshot {
  readonly keys: readonly JWK[]
  readonly users: readonly User[]
  readonly sessions: readonly Session[]
  readonly codes: readonly (readonly [string, CodeGrant])[]
  readonly refreshTokens: readonly (readonly [string, RefreshGrant])[]
}

/** Sessions that are over are left out, and what belongs to them, so that it does not grow for ever. */
export async function takeSnapshot(environment: Environment): Promise<Snapshot> {
  const keys = await environment.keys.exported()
  const isActive = (sid: string): boolean => activeSession(environment, sid) !== undefined
  return {
    keys,
    users: [...environment.users.values()],
    sessions: [...environment.sessions.values()].filter(({ sid }) => isActive(sid)),
    codes: [...environment.codes],
    refreshTokens: [...environment.refreshTokens].filter(([, { sid }]) => isActive(sid)),
  }
}

/** Fills an environment that was just made; its keys are given to it when it is made. */
export function restore(environment: Environment, snapshot: Snapshot): void {
  for (const user of snapshot.users) environment.users.set(user.id, user)
  for (const session of snapshot.sessions) environment.sessions.set(session.sid, session)
  for (const [code, grant] of snapshot.codes) environment.codes.set(code, grant)
  for (const [token, grant] of snapshot.refreshTokens) environment.refreshTokens.set(token, grant)
}
