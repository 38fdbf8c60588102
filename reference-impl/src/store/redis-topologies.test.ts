import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { redisCli, startRedis, startSentinel } from '../../test-support/redis-server.ts'
import type { RedisServer } from '../../test-support/redis-server.ts'
import { sampleRecord, storeContract } from './contract.ts'
import type { StoreWorld } from './contract.ts'
import { connectRedisStore } from './redis.ts'

const servers: RedisServer[] = []
afterAll(async () => {
  for (const server of servers.splice(0).reverse()) await server.close()
})

async function started(server: Promise<RedisServer>): Promise<RedisServer> {
  servers.push(await server)
  return server
}

async function sharedAt(url: string): Promise<StoreWorld> {
  const options = { prefix: `${randomUUID()}:`, leaseMs: 1000 }
  const store = await connectRedisStore(url, options)
  const sibling = await connectRedisStore(url, options)
  return {
    store,
    sibling,
    async close() {
      await store.close()
      await sibling.close()
    },
  }
}

const away = expect.objectContaining({ code: 'store_unavailable', retryAfter: 1 })

describe('a cluster', () => {
  let nodes: RedisServer[]
  let url: string
  beforeAll(async () => {
    const enabled = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000']
    nodes = await Promise.all([0, 1, 2].map(() => started(startRedis(...enabled))))
    const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`)
    redisCli('--cluster', 'create', ...addresses, '--cluster-yes')
    url = `redis-cluster://${addresses.slice(0, 2).join(',')}`
    await until(() => redisCli('-p', String(nodes[2]!.port), 'cluster', 'info'), 'cluster_state:ok')
  })

  storeContract('redis cluster', () => sharedAt(url), { sweeps: false })

  test('a node that dies takes its own sessions with it, and brings them back', async () => {
    const { store, close } = await sharedAt(url)
    const sids = Array.from({ length: 12 }, (_, index) => `ses_${index}`)
    for (const sid of sids) await store.create(sampleRecord({ sid }))
    const readable = async () =>
      (await Promise.allSettled(sids.map(async (sid) => store.read(sid)))).map(
        ({ status }) => status,
      )
    await nodes[0]!.kill()
    const asked = performance.now()
    expect(await readable()).toContain('rejected')
    expect(performance.now() - asked).toBeLessThan(3000)
    await nodes[0]!.restart()
    await expect.poll(readable, { timeout: 15_000 }).not.toContain('rejected')
    for (const sid of sids) expect(await store.read(sid)).toEqual(sampleRecord({ sid }))
    await close()
  })
})

describe('sentinels', () => {
  let master: RedisServer
  let replica: RedisServer
  let url: string
  beforeAll(async () => {
    master = await started(startRedis())
    replica = await started(startRedis('--replicaof', '127.0.0.1', String(master.port)))
    const linked = () => redisCli('-p', String(replica.port), 'info', 'replication')
    await until(linked, 'master_link_status:up')
    // Only now: a sentinel asks a master for its replicas at once, and then every ten seconds.
    const sentinel = await started(startSentinel('the-master', master.port))
    url = `redis-sentinel://127.0.0.1:${sentinel.port}/the-master`
    const known = () => redisCli('-p', String(sentinel.port), 'sentinel', 'replicas', 'the-master')
    await until(known, String(replica.port))
  })

  test('a master that dies is followed by its replica, to every connection', async () => {
    const { store, sibling = store, close } = await sharedAt(url)
    await store.create(sampleRecord())
    redisCli('-p', String(master.port), 'wait', '1', '2000')
    await master.kill()
    const asked = performance.now()
    await expect(store.read('ses_1')).rejects.toThrow(away)
    expect(performance.now() - asked).toBeLessThan(2000)
    await expect.poll(() => store.read('ses_1'), { timeout: 20_000 }).toEqual(sampleRecord())
    expect(await store.lock('ses_1', async () => store.revoke('ses_1', 5, 'sign-out'))).toBe(true)
    await expect
      .poll(() => sibling.read('ses_1'), { timeout: 20_000 })
      .toMatchObject({ revokedBecause: 'sign-out' })
    await close()
  })
})

function until(ask: () => string, part: string): Promise<void> {
  return vi.waitFor(() => expect(ask()).toContain(part), { timeout: 20_000, interval: 100 })
}
