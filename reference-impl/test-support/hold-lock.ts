import { once } from 'node:events'
import { sqliteStore } from '../src/store/sqlite.ts'

/** Takes the lock of a session, says so to its parent, and keeps it until the parent says "release". */
const [, , path = '', sid = ''] = process.argv
const store = sqliteStore(path, { leaseMs: 1000 })
await store.lock(sid, async () => {
  process.send?.('held')
  await once(process, 'message')
})
await store.close()
process.disconnect()
