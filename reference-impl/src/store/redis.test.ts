import { fork, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from 'redis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startRedis } from '../../test-support/redis-server.ts'
import type { RedisServer } from '../../test-support/redis-server.ts'
import { deadHolderContract, sampleRecord, storeContract } from './contract.ts'
import type { SessionStore } from './port.ts'
import { connectRedisStore } from './redis.ts'
import type { RedisStoreOptions } from './redis.ts'

let server: RedisServer
beforeAll(async () => {
  server = await startRedis()
})
afterAll(() => server.close())

const children = new Set<ChildProcess>()
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
})

storeContract('redis', shared, { sweeps: false })
deadHolderContract('redis', shared)

/** Two connections to the same sessions, which no other test sees. */
async function shared() {
  const options = { prefix: `${randomUUID()}:`, leaseMs: 1000 }
  const store = await connectRedisStore(server.url, options)
  const sibling = await connectRedisStore(server.url, options)
  return {
    store,
    sibling,
    async strandLock(sid: string) {
      const holder = await holdLock(sid, options.prefix)
      holder.kill('SIGKILL')
      await once(holder, 'exit')
    },
    async close() {
      await store.close()
      await sibling.close()
    },
  }
}

/** A process that has the lock, until it is told to let go, or killed. */
async function holdLock(sid: string, prefix: string): Promise<ChildProcess> {
  const script = new URL('../../test-support/hold-lock.ts', import.meta.url)
  const child = fork(script, [server.url, sid, prefix], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  children.add(child)
  await once(child, 'message')
  return child
}

const away = expect.objectContaining({ code: 'store_unavailable', retryAfter: 1 })

describe('redis', () => {
  let prefix: string
  let stores: SessionStore[]
  beforeEach(() => {
    prefix = `${randomUUID()}:`
    stores = []
  })
  afterEach(async () => {
    for (const store of stores) await store.close()
  })

  async function open(options: RedisStoreOptions = {}): Promise<SessionStore> {
    const store = await connectRedisStore(server.url, { prefix, ...options })
    stores.push(store)
    return store
  }

  async function withClient<T>(ask: (client: ReturnType<typeof newClient>) => Promise<T>) {
    const client = newClient()
    await client.connect()
    try {
      return await ask(client)
    } finally {
      await client.close()
    }
  }
  const newClient = () => createClient({ url: server.url })

  test('a process that holds the lock keeps another out, past its lease, for it renews', async () => {
    const holder = await holdLock('ses_1', prefix)
    const gone = once(holder, 'exit')
    const store = await open()
    let entered = false
    const mine = store.lock('ses_1', async () => {
      entered = true
    })
    await sleep(1800)
    expect(entered).toBe(false)
    holder.send('release')
    await mine
    expect(entered).toBe(true)
    await gone
  })

  test('a lock is free once the work is done, not when the lease runs out', async () => {
    const slow = { leaseMs: 60_000, lockWaitMs: 500 }
    const [store, sibling] = [await open(slow), await open(slow)]
    await store.lock('ses_1', async () => {})
    await expect(sibling.lock('ses_1', async () => 'free')).resolves.toBe('free')
  })

  test('a holder that lost its lease does not free the lock of the next', async () => {
    const [store, sibling] = [await open(), await open({ lockWaitMs: 30 })]
    await store.lock('ses_1', async () => {
      await withClient((client) => client.set(`${prefix}lock:{ses_1}`, 'the next holder'))
    })
    await expect(sibling.lock('ses_1', async () => {})).rejects.toThrow(away)
  })

  test('keys are named as documented, and every one has an end', async () => {
    const store = await open({ retentionMs: 1000 })
    const minute = 60_000
    const [from, idle, absolute] = [5_000_000, 5_000_000 + minute, 5_000_000 + 9 * minute]
    const times = { createdAt: from, lastSeenAt: from, idleExpiresAt: idle }
    await store.create(sampleRecord({ ...times, absoluteExpiresAt: absolute }))
    await store.lock('ses_1', async () => {
      const ends = await withClient(async (client) => {
        const keys = await client.keys(`${prefix}*`)
        const entries = keys.map(async (key) => [
          key.replace(prefix, ''),
          Math.ceil((await client.pTTL(key)) / 1000),
        ])
        return Object.fromEntries(await Promise.all(entries)) as Record<string, number>
      })
      const documented = {
        'record:{ses_1}': 61,
        'user:{usr_ada}': 9 * 60 + 1,
        'lock:{ses_1}': 5,
      }
      expect(Object.keys(ends).toSorted()).toEqual(Object.keys(documented).toSorted())
      for (const [key, seconds] of Object.entries(documented)) {
        expect(ends[key]).toBeLessThanOrEqual(seconds)
        expect(ends[key]).toBeGreaterThan(seconds - 5)
      }
    })
  })

  test('a session that nobody used is forgotten, and its sid can be used again', async () => {
    const store = await open({ retentionMs: 0 })
    const { lastSeenAt } = sampleRecord()
    await store.create(sampleRecord({ idleExpiresAt: lastSeenAt + 200 }))
    await expect.poll(() => store.read('ses_1'), { timeout: 5000 }).toBeUndefined()
    await store.create(sampleRecord({ userId: 'usr_grace' }))
    expect(await store.list('usr_ada', lastSeenAt)).toEqual([])
    expect(await store.list('usr_grace', lastSeenAt)).toHaveLength(1)
  })

  test('a session that is used is kept for longer', async () => {
    const store = await open({ retentionMs: 0 })
    const { lastSeenAt } = sampleRecord()
    await store.create(sampleRecord({ idleExpiresAt: lastSeenAt + 60_000 }))
    await store.touch('ses_1', lastSeenAt + 10_000, lastSeenAt + 130_000)
    const left = await withClient((client) => client.pTTL(`${prefix}record:{ses_1}`))
    expect(left).toBeGreaterThan(60_000)
  })

  test('a session that was begun anew is listed until its new end', async () => {
    const store = await open({ retentionMs: 0 })
    const record = sampleRecord()
    await store.create({ ...record, absoluteExpiresAt: record.lastSeenAt + 1000 })
    expect(await store.replace(0, { ...record, generation: 1 })).toBe(true)
    await sleep(1100)
    // Whoever else signs in drops from the index what is over.
    await store.create({ ...record, sid: 'ses_2' })
    expect(await store.list('usr_ada', record.lastSeenAt)).toHaveLength(2)
  })

  test('scripts that Redis forgot are sent again', async () => {
    const store = await open()
    await withClient((client) => client.scriptFlush())
    await store.create(sampleRecord())
    await withClient((client) => client.scriptFlush())
    expect(await store.revoke('ses_1', 5, 'revoked')).toBe(true)
  })

  test('a closed store is unavailable, never silent', async () => {
    const store = await connectRedisStore(server.url, { prefix })
    await store.close()
    await expect(store.read('ses_1')).rejects.toThrow(away)
  })

  test('killed: unavailable at once; started again: the same sessions, by itself', async () => {
    const store = await open()
    await store.create(sampleRecord())
    await server.kill()
    const asked = performance.now()
    await expect(store.read('ses_1')).rejects.toThrow(away)
    await expect(store.revoke('ses_1', 5, 'sign-out')).rejects.toThrow(away)
    await expect(store.lock('ses_1', async () => {})).rejects.toThrow(away)
    expect(performance.now() - asked).toBeLessThan(2000)
    await server.restart()
    await expect.poll(() => store.read('ses_1'), { timeout: 5000 }).toEqual(sampleRecord())
  })

  test('killed while a lock is held: what the work answers stands', async () => {
    const store = await open()
    const answer = await store.lock('ses_1', async () => {
      await server.kill()
      return 'done'
    })
    expect(answer).toBe('done')
    await server.restart()
    await expect.poll(() => store.read('ses_none'), { timeout: 5000 }).toBeUndefined()
  })

  test('hanging: unavailable after the time that a command may take; then as before', async () => {
    const store = await open()
    await store.create(sampleRecord())
    server.hang()
    const asked = performance.now()
    await expect(store.read('ses_1')).rejects.toThrow(/no answer in time/)
    expect(performance.now() - asked).toBeLessThan(3000)
    server.wake()
    await expect.poll(() => store.read('ses_1'), { timeout: 5000 }).toEqual(sampleRecord())
  })

  test('a machine that vanishes without a word is asked for at its address again', async () => {
    const passage = await openPassage(server.port)
    const store = await connectRedisStore(passage.url, { prefix, commandMs: 300 })
    stores.push(store)
    await store.create(sampleRecord())
    passage.swallow()
    await expect(store.read('ses_1')).rejects.toThrow(/no answer in time/)
    await expect.poll(() => store.read('ses_1'), { timeout: 5000 }).toEqual(sampleRecord())
    passage.close()
  })

  test('a machine that is no longer the master is left for the one that is', async () => {
    const former = await startRedis('--replicaof', '127.0.0.1', String(server.port))
    const passage = await openPassage(server.port)
    const store = await connectRedisStore(passage.url, { prefix, commandMs: 300 })
    stores.push(store)
    await store.create(sampleRecord())
    passage.swallow()
    passage.lead(former.port)
    await expect(store.read('ses_1')).rejects.toThrow(away)
    await expect
      .poll(() => Promise.resolve(store.revoke('ses_1', 5, 'sign-out')).catch(String), {
        timeout: 5000,
      })
      .toContain('READONLY')
    passage.lead(server.port)
    await expect.poll(() => store.revoke('ses_1', 5, 'sign-out'), { timeout: 5000 }).toBe(true)
    passage.close()
    await former.close()
  })

  test('nothing there: the first connection is refused with a sentence, in time', async () => {
    const nowhere = 'redis://ada:the-password@127.0.0.1:1/0'
    const failure = await connectRedisStore(nowhere, { connectMs: 300 }).catch(String)
    expect(failure).toContain('Redis at 127.0.0.1:1 cannot be used (ECONNREFUSED)')
    expect(failure).not.toContain('the-password')
  })

  test.each([
    ['a wrong password', () => server.url.replace('//', '//ada:the-password@'), 'WRONGPASS'],
    [
      'TLS to a port that speaks none',
      () => server.url.replace('redis', 'rediss'),
      'no answer in time|ConnectionTimeoutError',
    ],
  ])('%s is told, without the password', async (_, url, reason) => {
    const failure = await connectRedisStore(url(), { connectMs: 500 }).catch(
      (error: Error) => error,
    )
    expect(failure).toMatchObject({
      code: 'store_unavailable',
      message: expect.stringMatching(`cannot be used \\((${reason})\\)`),
    })
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain(
      'the-password',
    )
  })
})

/** A way to a port. What is on it can be swallowed, with nobody told; who comes later gets through. */
async function openPassage(port: number) {
  let target = port
  const open = new Set<Socket>()
  const passage = createServer((here) => {
    const there = connect(target, '127.0.0.1')
    here.pipe(there).pipe(here)
    for (const socket of [here, there]) open.add(socket.on('error', () => {}))
  }).listen(0, '127.0.0.1')
  await once(passage, 'listening')
  return {
    url: `redis://127.0.0.1:${(passage.address() as AddressInfo).port}`,
    lead: (elsewhere: number) => void (target = elsewhere),
    swallow() {
      for (const socket of open) socket.unpipe().resume()
    },
    close() {
      for (const socket of open) socket.destroy()
      passage.close()
    },
  }
}
