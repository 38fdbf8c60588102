import { fork, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { deadHolderContract, sampleRecord, storeContract } from './contract.ts'
import { sqliteStore } from './sqlite.ts'

const folder = mkdtempSync(join(tmpdir(), 'sessions-'))
const children = new Set<ChildProcess>()
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
})
afterAll(() => rmSync(folder, { recursive: true }))
const newPath = (): string => join(folder, `${randomUUID()}.db`)

storeContract('sqlite', shared)
deadHolderContract('sqlite', shared)

async function shared() {
  const path = newPath()
  const store = sqliteStore(path, { leaseMs: 1000 })
  const sibling = sqliteStore(path, { leaseMs: 1000 })
  return {
    store,
    sibling,
    async strandLock(sid: string) {
      const holder = await holdLock(path, sid)
      holder.kill('SIGKILL')
      await once(holder, 'exit')
    },
    async close() {
      await store.close()
      await sibling.close()
    },
  }
}

storeContract('sqlite in memory', async () => {
  const store = sqliteStore(':memory:')
  return { store, close: async () => store.close() }
})

describe('sqlite', () => {
  let path: string
  beforeEach(() => {
    path = newPath()
  })

  test('sessions and revocations survive a restart', async () => {
    const before = sqliteStore(path)
    await before.create(sampleRecord({ sid: 'a' }))
    await before.create(sampleRecord({ sid: 'b' }))
    await before.revoke('b', 5, 'sign-out')
    await before.close()

    const after = sqliteStore(path)
    expect(await after.read('a')).toEqual(sampleRecord({ sid: 'a' }))
    expect(await after.read('b')).toMatchObject({ revokedAt: 5, revokedBecause: 'sign-out' })
    await after.close()
  })

  test('the hot path answers at once, without a promise', async () => {
    const store = sqliteStore(path)
    await store.create(sampleRecord())
    expect(store.read('ses_1')).not.toBeInstanceOf(Promise)
    await store.close()
  })

  test('a process that holds the lock keeps another out, past its lease, for it renews', async () => {
    const holder = await holdLock(path, 'ses_1')
    const gone = once(holder, 'exit')
    const store = sqliteStore(path)
    let entered = false
    const mine = store.lock('ses_1', async () => {
      entered = true
    })
    await sleep(2500)
    expect(entered).toBe(false)
    holder.send('release')
    await mine
    expect(entered).toBe(true)
    await gone
    await store.close()
  })

  test('a lock is free once the work is done, not when the lease runs out', async () => {
    const store = sqliteStore(path, { leaseMs: 60_000, lockWaitMs: 500 })
    const sibling = sqliteStore(path, { leaseMs: 60_000, lockWaitMs: 500 })
    await store.lock('ses_1', async () => {})
    await expect(sibling.lock('ses_1', async () => 'free')).resolves.toBe('free')
    await store.close()
    await sibling.close()
  })

  test('who waits too long for a lock is told so', async () => {
    const store = sqliteStore(path)
    const impatient = sqliteStore(path, { lockWaitMs: 30 })
    const { promise, resolve } = Promise.withResolvers<void>()
    const held = store.lock('ses_1', () => promise)
    await expect(impatient.lock('ses_1', async () => {})).rejects.toThrow(
      expect.objectContaining({ code: 'store_unavailable', retryAfter: 1 }),
    )
    resolve()
    await held
    await store.close()
    await impatient.close()
  })

  test('a read sees what another process wrote, however often it was cached', async () => {
    const reader = sqliteStore(path)
    const writer = sqliteStore(path)
    await writer.create(sampleRecord())
    for (let generation = 0; generation < 50; generation += 1) {
      expect(await reader.read('ses_1')).toMatchObject({ generation })
      await writer.replace(generation, sampleRecord({ generation: generation + 1 }))
    }
    await reader.close()
    await writer.close()
  })

  test('a bounded cache: more sessions than it holds are read just as well', async () => {
    const store = sqliteStore(path, { cacheSize: 3 })
    const sids = Array.from({ length: 10 }, (_, index) => `ses_${index}`)
    for (const sid of sids) await store.create(sampleRecord({ sid }))
    for (const sid of [...sids, ...sids]) expect(await store.read(sid)).toMatchObject({ sid })
    await store.close()
  })

  test('a closed store is unavailable, never silent', async () => {
    const store = sqliteStore(path)
    await store.create(sampleRecord())
    await store.close()
    expect(() => store.read('ses_1')).toThrow(
      expect.objectContaining({ code: 'store_unavailable' }),
    )
  })

  test.each([
    ['a file that is no database', () => '/dev/null/sessions.db'],
    [
      'a file of a newer version',
      () => {
        const db = new DatabaseSync(path)
        db.exec('PRAGMA user_version = 999')
        db.close()
        return path
      },
    ],
  ])('%s refuses with a sentence', (_, prepare) => {
    const file = prepare()
    expect(() => sqliteStore(file)).toThrow(expect.objectContaining({ code: 'store_unavailable' }))
  })

  test('two that open a new file at once both find its tables', async () => {
    const opened = await Promise.all(
      Array.from({ length: 4 }, async () => holdLock(path, `ses_${Math.random()}`)),
    )
    for (const child of opened) child.send('release')
    await Promise.all(opened.map((child) => once(child, 'exit')))
  })
})

/** A process that has the lock, until it is told to let go, or killed. */
async function holdLock(path: string, sid: string): Promise<ChildProcess> {
  const script = new URL('../../test-support/hold-lock.ts', import.meta.url)
  const child = fork(script, [path, sid], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  children.add(child)
  await once(child, 'message')
  return child
}
