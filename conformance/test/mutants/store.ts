import type { SessionRecord } from '../../../reference-impl/src/session/record.ts'
import type { SessionStore } from '../../../reference-impl/src/store/port.ts'

/** A store that does not tell of some revocations. */
export function withRead(
  store: SessionStore,
  forgets: (record: SessionRecord) => boolean,
): SessionStore {
  return {
    ...store,
    async read(sid) {
      const record = await store.read(sid)
      if (!record || !forgets(record)) return record
      const { revokedAt: _at, revokedBecause: _because, ...live } = record
      return live
    },
  }
}

/** A store that remembers revocations beside the sessions, and forgets them while one is refreshed. */
export function blindToRevocationInRefresh(store: SessionStore): SessionStore {
  const revoked = new Set<string>()
  const refreshing = new Set<string>()
  return {
    ...store,
    revoke(sid, at, because) {
      if (because !== 'revoked') return store.revoke(sid, at, because)
      revoked.add(sid)
      return true
    },
    async read(sid) {
      const record = await store.read(sid)
      return record && revoked.has(sid) && !refreshing.has(sid)
        ? { ...record, revokedAt: 1 }
        : record
    },
    async lock(sid, work) {
      refreshing.add(sid)
      return store.lock(sid, work).finally(() => refreshing.delete(sid))
    },
  }
}
