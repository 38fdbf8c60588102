import { once } from 'node:events'
import { isRedisUrl } from '../src/store/redis-address.ts'
import { connectRedisStore } from '../src/store/redis.ts'
import { sqliteStore } from '../src/store/sqlite.ts'

/** Takes the lock of a session, says so to its parent, and keeps it until the parent says "release". */
const [, , where = '', sid = '', prefix = ''] = process.argv
const options = { leaseMs: 1000 }
const store = isRedisUrl(where)
  ? await connectRedisStore(where, { ...options, prefix })
  : sqliteStore(where, options)
await store.lock(sid, async () => {
  process.send?.('held')
  await once(process, 'message')
})
await store.close()
process.disconnect()
