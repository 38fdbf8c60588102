import type { RevocationReason, SessionRecord } from '../session/record.ts'

/** A value now, or later: stores in this process answer at once, and the hot path stays synchronous. */
export type MaybePromise<T> = T | Promise<T>

/**
 * Where sessions are kept. One contract suite (`contract.ts`) holds every implementation to this text.
 * Every method may reject with `SessionError` `store_unavailable`; none ever answers "not revoked" instead.
 */
export interface SessionStore {
  /** Adds a session. Rejects if the sid is there already. */
  create(record: SessionRecord): MaybePromise<void>

  /** The session, revoked or not; asked on every request, so it is one indexed read. */
  read(sid: string): MaybePromise<SessionRecord | undefined>

  /** Sessions of a user, neither revoked nor expired at `now`, newest first. */
  list(userId: string, now: number): MaybePromise<readonly SessionRecord[]>

  /** Notes activity. Never revives a revoked session, and never changes its generation. */
  touch(sid: string, lastSeenAt: number, idleExpiresAt: number): MaybePromise<void>

  /**
   * Replaces a session if it is still at `generation` and not revoked (compare-and-set).
   * False if someone else was first: read again, and do as the winner did.
   */
  replace(generation: number, next: SessionRecord): MaybePromise<boolean>

  /** Revokes one session. False if there is none, or it is revoked already. */
  revoke(sid: string, at: number, because: RevocationReason): MaybePromise<boolean>

  /** Revokes every live session of a user but `except`; the sids that it ended. */
  revokeAll(
    userId: string,
    at: number,
    because: RevocationReason,
    except?: string,
  ): MaybePromise<readonly string[]>

  /**
   * Remembers an id until a time, so that what bears it is taken once. False if it is remembered already, by this
   * process or another; from `until` on it is as if it had never been.
   */
  remember(id: string, now: number, until: number): MaybePromise<boolean>

  /**
   * Runs `work` while no other caller, in this process or another, holds the lock of this session.
   * The lease renews itself for as long as `work` runs; a holder that dies loses it after a few seconds.
   */
  lock<T>(sid: string, work: () => Promise<T>): Promise<T>

  /**
   * Forgets sessions that ended before `now`, at most `limit`; how many it forgot.
   * An engine that forgets by itself has nothing to do.
   */
  sweep(now: number, limit?: number): MaybePromise<number>

  close(): MaybePromise<void>
}
