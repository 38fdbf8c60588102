import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SessionRecord } from '../session/record.ts'
import type { SessionStore } from './port.ts'

/** One store under test, and ways to reach the same sessions from elsewhere. */
export interface StoreWorld {
  readonly store: SessionStore
  /** The same sessions as another process has them; absent where no other can. */
  readonly sibling?: SessionStore
  close(): Promise<void>
}

const now = 1_800_000_000_000
const minute = 60_000

/** A session that was begun a minute ago, and lives on for half an hour. */
export function sampleRecord(changes: Partial<SessionRecord> = {}): SessionRecord {
  return {
    sid: 'ses_1',
    userId: 'usr_ada',
    generation: 0,
    createdAt: now - minute,
    lastSeenAt: now - minute,
    idleExpiresAt: now + 30 * minute,
    absoluteExpiresAt: now + 480 * minute,
    refreshHash: 'hash-of-the-current-token',
    ...changes,
  }
}

/** Holds a store to every sentence of the port; `sweeps: false` where the engine forgets by itself. */
export function storeContract(
  name: string,
  make: () => Promise<StoreWorld>,
  { sweeps = true }: { sweeps?: boolean } = {},
): void {
  describe(`${name} keeps the store's contract`, () => {
    let world: StoreWorld
    let store: SessionStore
    let elsewhere: SessionStore

    beforeEach(async () => {
      world = await make()
      store = world.store
      elsewhere = world.sibling ?? world.store
    })
    afterEach(() => world.close())

    describe('create and read', () => {
      test('what is created is read as it was, here and elsewhere', async () => {
        const record = sampleRecord({
          previousRefreshHash: 'hash-before',
          sealedSuccessor: 'k1.sealed',
          rotatedAt: now,
          sealedIdToken: 'k1.id',
          userAgent: 'Mozilla/5.0 “Ünïcode”',
          ip: '2001:db8::1',
        })
        await store.create(record)
        expect(await store.read('ses_1')).toEqual(record)
        expect(await elsewhere.read('ses_1')).toEqual(record)
      })

      test('a sid that is not there is undefined', async () => {
        expect(await store.read('ses_none')).toBeUndefined()
      })

      test.each(['', "'; DROP TABLE sessions; --", '__proto__', 'constructor', 'a\u0000b'])(
        'the sid %j is a sid like any other',
        async (sid) => {
          expect(await store.read(sid)).toBeUndefined()
          await store.create(sampleRecord({ sid }))
          expect((await store.read(sid))?.sid).toBe(sid)
          expect(await store.read('ses_1')).toBeUndefined()
        },
      )

      test('a sid that is there already is refused, and its session left alone', async () => {
        await store.create(sampleRecord())
        await expect(async () =>
          elsewhere.create(sampleRecord({ userId: 'usr_eve' })),
        ).rejects.toThrow(expect.objectContaining({ code: 'sign_in_refused' }))
        expect((await store.read('ses_1'))?.userId).toBe('usr_ada')
      })
    })

    describe('list', () => {
      test('live sessions of that user alone, newest first', async () => {
        const records = [
          sampleRecord({ sid: 'older', createdAt: now - 9 * minute }),
          sampleRecord({ sid: 'newer', createdAt: now - 2 * minute }),
          sampleRecord({ sid: 'idle', idleExpiresAt: now }),
          sampleRecord({ sid: 'too-old', absoluteExpiresAt: now }),
          sampleRecord({ sid: 'revoked' }),
          sampleRecord({ sid: 'somebody-else', userId: 'usr_grace' }),
        ]
        for (const record of records) await store.create(record)
        await store.revoke('revoked', now - 1, 'revoked')
        const sids = (await elsewhere.list('usr_ada', now)).map(({ sid }) => sid)
        expect(sids).toEqual(['newer', 'older'])
      })

      test('nobody has no sessions', async () => {
        expect(await store.list('usr_nobody', now)).toEqual([])
      })
    })

    describe('touch', () => {
      beforeEach(() => store.create(sampleRecord({ generation: 3 })))

      test('notes activity, and nothing else', async () => {
        await store.touch('ses_1', now, now + 31 * minute)
        expect(await elsewhere.read('ses_1')).toEqual(
          sampleRecord({ generation: 3, lastSeenAt: now, idleExpiresAt: now + 31 * minute }),
        )
      })

      test('one that comes late does not turn the clock back', async () => {
        await store.touch('ses_1', now, now + 31 * minute)
        await store.touch('ses_1', now - 1, now + 30 * minute)
        expect(await store.read('ses_1')).toMatchObject({
          lastSeenAt: now,
          idleExpiresAt: now + 31 * minute,
        })
      })

      test('a revoked session stays as it is', async () => {
        await store.revoke('ses_1', now, 'sign-out')
        const revoked = await store.read('ses_1')
        await elsewhere.touch('ses_1', now + 1, now + 60 * minute)
        expect(await store.read('ses_1')).toEqual(revoked)
      })

      test('a session that is not there is not made', async () => {
        await store.touch('ses_none', now, now)
        expect(await store.read('ses_none')).toBeUndefined()
      })
    })

    describe('replace', () => {
      const next = sampleRecord({ generation: 1, refreshHash: 'next', rotatedAt: now })
      beforeEach(() => store.create(sampleRecord()))

      test('at the generation that was read: replaced, for everyone', async () => {
        expect(await store.replace(0, next)).toBe(true)
        expect(await elsewhere.read('ses_1')).toEqual(next)
      })

      test('at any other: false, and nothing changes', async () => {
        expect(await store.replace(1, next)).toBe(false)
        expect(await store.replace(-1, next)).toBe(false)
        expect(await store.read('ses_1')).toEqual(sampleRecord())
      })

      test('of twenty at once, one wins, and its record stands', async () => {
        const outcomes = await Promise.all(
          Array.from({ length: 20 }, async (_, index) =>
            (index % 2 ? store : elsewhere).replace(0, { ...next, refreshHash: `by-${index}` }),
          ),
        )
        expect(outcomes.filter(Boolean)).toHaveLength(1)
        const winner = outcomes.indexOf(true)
        expect((await store.read('ses_1'))?.refreshHash).toBe(`by-${winner}`)
      })

      test('a revoked session is not brought back', async () => {
        await elsewhere.revoke('ses_1', now, 'sign-out')
        expect(await store.replace(0, next)).toBe(false)
        expect(await store.read('ses_1')).toMatchObject({ generation: 0, revokedAt: now })
      })

      test('a session that is not there is not made', async () => {
        expect(await store.replace(0, { ...next, sid: 'ses_none' })).toBe(false)
        expect(await store.read('ses_none')).toBeUndefined()
      })
    })

    describe('revoke', () => {
      beforeEach(() => store.create(sampleRecord()))

      test('holds at the very next read, elsewhere too, and says when and why', async () => {
        await elsewhere.read('ses_1')
        expect(await store.revoke('ses_1', now, 'sign-out')).toBe(true)
        const revoked = { revokedAt: now, revokedBecause: 'sign-out' }
        expect(await store.read('ses_1')).toMatchObject(revoked)
        expect(await elsewhere.read('ses_1')).toMatchObject(revoked)
      })

      test('a second time is false, and the first reason stands', async () => {
        await store.revoke('ses_1', now, 'sign-out')
        expect(await elsewhere.revoke('ses_1', now + 1, 'replay')).toBe(false)
        expect(await store.read('ses_1')).toMatchObject({
          revokedAt: now,
          revokedBecause: 'sign-out',
        })
      })

      test('what is not there is false', async () => {
        expect(await store.revoke('ses_none', now, 'revoked')).toBe(false)
      })
    })

    describe('revokeAll', () => {
      beforeEach(async () => {
        await store.create(sampleRecord({ sid: 'a' }))
        await store.create(sampleRecord({ sid: 'b' }))
        await store.create(sampleRecord({ sid: 'expired', idleExpiresAt: now }))
        await store.create(sampleRecord({ sid: 'gone' }))
        await store.create(sampleRecord({ sid: 'hers', userId: 'usr_grace' }))
        await store.revoke('gone', now - 1, 'revoked')
      })

      test('ends every live session of the user, and tells which', async () => {
        const ended = await store.revokeAll('usr_ada', now, 'sign-out')
        expect(ended.toSorted()).toEqual(['a', 'b'])
        for (const sid of ended) {
          expect(await elsewhere.read(sid)).toMatchObject({
            revokedAt: now,
            revokedBecause: 'sign-out',
          })
        }
        expect(await elsewhere.list('usr_ada', now)).toEqual([])
        expect((await store.read('gone'))?.revokedAt).toBe(now - 1)
        expect((await store.read('hers'))?.revokedAt).toBeUndefined()
      })

      test('but the one that is excepted', async () => {
        expect(await store.revokeAll('usr_ada', now, 'revoked', 'a')).toEqual(['b'])
        expect((await store.read('a'))?.revokedAt).toBeUndefined()
      })

      test('nobody has nothing to end', async () => {
        expect(await store.revokeAll('usr_nobody', now, 'revoked')).toEqual([])
      })
    })

    describe('remember', () => {
      test('an id is new once, here and elsewhere', async () => {
        expect(await store.remember('evt_1', now, now + minute)).toBe(true)
        expect(await store.remember('evt_1', now, now + minute)).toBe(false)
        expect(await elsewhere.remember('evt_1', now, now + 9 * minute)).toBe(false)
        expect(await elsewhere.remember('evt_2', now, now + minute)).toBe(true)
      })

      test('of twenty at once, one is the first', async () => {
        const outcomes = await Promise.all(
          Array.from({ length: 20 }, async (_, index) =>
            (index % 2 ? store : elsewhere).remember('evt_1', now, now + minute),
          ),
        )
        expect(outcomes.filter(Boolean)).toHaveLength(1)
      })

      test('once its time is over it is new again', async () => {
        await store.remember('evt_1', now, now + 40)
        await sleep(50)
        expect(await elsewhere.remember('evt_1', now + 40, now + minute)).toBe(true)
        expect(await store.remember('evt_1', now + 41, now + minute)).toBe(false)
      })

      test('ids are no sids', async () => {
        await store.create(sampleRecord())
        expect(await store.remember('ses_1', now, now + minute)).toBe(true)
        expect(await store.read('ses_1')).toEqual(sampleRecord())
      })

      test('sweeping leaves those whose time is not over', async () => {
        await store.remember('over', now, now + 1)
        await store.remember('not-over', now, now + minute)
        await store.sweep(now + 2)
        expect(await elsewhere.remember('not-over', now + 2, now + minute)).toBe(false)
      })
    })

    describe('lock', () => {
      test('no two of the same session at once, here or elsewhere', async () => {
        let inside = 0
        let most = 0
        const work = async (): Promise<void> => {
          most = Math.max(most, ++inside)
          await sleep(5)
          inside -= 1
        }
        await Promise.all(
          Array.from({ length: 12 }, (_, index) =>
            (index % 2 ? store : elsewhere).lock('ses_1', work),
          ),
        )
        expect(most).toBe(1)
      })

      test('different sessions do not wait for each other', async () => {
        const { promise, resolve } = Promise.withResolvers<void>()
        const first = store.lock('ses_1', () => promise)
        await store.lock('ses_2', async () => resolve())
        await first
      })

      test('answers with what the work answers', async () => {
        expect(await store.lock('ses_1', async () => 42)).toBe(42)
      })

      test('work that fails fails the caller, and frees the lock', async () => {
        const failing = store.lock('ses_1', async () => {
          throw new Error('the work failed')
        })
        await expect(failing).rejects.toThrow('the work failed')
        expect(await elsewhere.lock('ses_1', async () => 'free')).toBe('free')
      })
    })

    if (sweeps) {
      describe('sweep', () => {
        test('forgets what ended before, and leaves the rest', async () => {
          await store.create(sampleRecord({ sid: 'live' }))
          await store.create(sampleRecord({ sid: 'idle', idleExpiresAt: now - 1 }))
          await store.create(sampleRecord({ sid: 'too-old', absoluteExpiresAt: now - 1 }))
          await store.create(sampleRecord({ sid: 'revoked' }))
          await store.create(sampleRecord({ sid: 'ends-now', idleExpiresAt: now }))
          await store.revoke('revoked', now - 1, 'revoked')
          expect(await store.sweep(now)).toBe(3)
          const left = await Promise.all(
            ['live', 'idle', 'too-old', 'revoked', 'ends-now'].map(async (sid) =>
              elsewhere.read(sid),
            ),
          )
          expect(left.flatMap((record) => record?.sid ?? [])).toEqual(['live', 'ends-now'])
          expect(await store.list('usr_ada', now - 1)).toHaveLength(2)
        })

        test('at most as many as it is told', async () => {
          for (let index = 0; index < 5; index += 1) {
            await store.create(sampleRecord({ sid: `old-${index}`, idleExpiresAt: now - 1 }))
          }
          expect(await store.sweep(now, 3)).toBe(3)
          expect(await store.sweep(now, 3)).toBe(2)
          expect(await store.sweep(now, 3)).toBe(0)
        })

        test('a sid that was forgotten can be used again', async () => {
          await store.create(sampleRecord({ idleExpiresAt: now - 1 }))
          await store.sweep(now)
          await store.create(sampleRecord({ userId: 'usr_grace' }))
          expect(await store.list('usr_ada', now)).toEqual([])
          expect(await store.list('usr_grace', now)).toHaveLength(1)
        })
      })
    } else {
      test('sweep leaves it to the engine', async () => {
        await store.create(sampleRecord({ idleExpiresAt: now - 1 }))
        expect(await store.sweep(now)).toBe(0)
      })
    }
  })
}

/** Takes the lock of a session in a process that then dies, lock in hand. */
type StrandLock = (sid: string) => Promise<void>

/** Holds a store whose locks reach other processes to what the port says of a holder that dies. */
export function deadHolderContract(
  name: string,
  make: () => Promise<StoreWorld & { strandLock: StrandLock }>,
): void {
  test(`${name}: a holder that dies loses its lock after a few seconds`, async () => {
    const world = await make()
    await world.strandLock('ses_1')
    const asked = performance.now()
    await world.store.lock('ses_1', async () => {})
    expect(performance.now() - asked).toBeLessThan(10_000)
    await world.close()
  })
}
