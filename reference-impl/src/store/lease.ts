import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { SessionError } from '../session/errors.ts'
import type { MaybePromise } from './port.ts'

export interface LeaseOptions {
  /** Milliseconds after which the lock of a holder that died is free. */
  readonly leaseMs: number
  /** Milliseconds that a caller waits for a lock before it is told `store_unavailable`. */
  readonly lockWaitMs: number
}

/** What an engine can do for a lock between processes; each is one step that nobody can come between. */
export interface LeaseEngine {
  /** Takes the lock for `leaseMs`. False if somebody else has it. */
  take(sid: string, holder: string): MaybePromise<boolean>
  /** Has it for `leaseMs` from now, if it is still the holder's. */
  renew(sid: string, holder: string): MaybePromise<unknown>
  /** Frees it, if it is still the holder's. */
  release(sid: string, holder: string): MaybePromise<unknown>
}

export type Lease = <T>(sid: string, work: () => Promise<T>) => Promise<T>

/** Milliseconds between two tries for a lock that somebody holds: the first wait, and the longest. */
const firstWait = 4
const longestWait = 50

/** A lock between processes: its holder renews it while it works, and a holder that died loses it. */
export function createLease(engine: LeaseEngine, { leaseMs, lockWaitMs }: LeaseOptions): Lease {
  const acquire = async (sid: string, holder: string): Promise<void> => {
    const giveUp = performance.now() + lockWaitMs
    for (let wait = firstWait; ; wait = Math.min(wait * 2, longestWait)) {
      if (await engine.take(sid, holder)) return
      if (performance.now() >= giveUp) {
        throw new SessionError(
          'store_unavailable',
          'Another request has held the lock of this session for too long. Try again.',
          { retryAfter: 1 },
        )
      }
      // Half of it by chance, or waiters would come in step.
      await sleep(wait * (0.5 + Math.random() / 2))
    }
  }

  return async (sid, work) => {
    const holder = randomUUID()
    await acquire(sid, holder)
    // If it fails the next one tries again; and every write is guarded by its generation besides.
    const renewal = setInterval(() => void quietly(() => engine.renew(sid, holder)), leaseMs / 3)
    try {
      return await work()
    } finally {
      clearInterval(renewal)
      // The work is done, and its outcome stands: a lock that cannot be freed runs out by itself.
      await quietly(() => engine.release(sid, holder))
    }
  }
}

async function quietly(step: () => MaybePromise<unknown>): Promise<void> {
  try {
    await step()
  } catch {
    // Whoever calls has said why this may fail.
  }
}
