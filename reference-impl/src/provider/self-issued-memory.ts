import {
  normalizedEmail,
  type Grant,
  type IssuedCode,
  type SelfIssuedState,
  type SelfIssuedUser,
} from './self-issued-state.ts'

/** Users, codes and grants in this process's memory: for tests and trials. They end with the process. */
export function selfIssuedMemory(people: readonly SelfIssuedUser[]): SelfIssuedState {
  const users = new Map(
    people.map((user) => [user.id, { ...user, email: normalizedEmail(user.email) }]),
  )
  const codes = new Map<string, { code: IssuedCode; taken: boolean }>()
  const grants = new Map<string, Grant>()
  const end = (grant: Grant | undefined, at: number): void => {
    if (grant && grant.endedAt === undefined) grants.set(grant.sid, { ...grant, endedAt: at })
  }

  return {
    userByEmail: (email) => [...users.values()].find((user) => user.email === email),
    userById: (id) => users.get(id),
    rehash(userId, from, to) {
      const user = users.get(userId)
      if (user?.passwordHash === from) users.set(userId, { ...user, passwordHash: to })
    },

    keepCode(code) {
      codes.set(code.hash, { code, taken: false })
    },
    takeCode(hash) {
      const kept = codes.get(hash)
      if (kept === undefined) return undefined
      const first = !kept.taken
      kept.taken = true
      return { code: kept.code, first }
    },

    createGrant(grant) {
      grants.set(grant.sid, grant)
    },
    grantByFamily: (hash) => [...grants.values()].find(({ familyHash }) => familyHash === hash),
    grantBySid: (sid) => grants.get(sid),
    replaceGrant(generation, next) {
      const grant = grants.get(next.sid)
      if (grant?.generation !== generation || grant.endedAt !== undefined) return false
      grants.set(next.sid, next)
      return true
    },
    endGrant: (sid, at) => end(grants.get(sid), at),
    endGrantsOf(userId, at) {
      for (const grant of grants.values()) if (grant.userId === userId) end(grant, at)
    },

    sweep(now) {
      const before = codes.size + grants.size
      for (const [hash, { code }] of codes) if (code.expiresAt < now) codes.delete(hash)
      for (const [sid, { expiresAt }] of grants) if (expiresAt < now) grants.delete(sid)
      return before - codes.size - grants.size
    },
  }
}
