import { sqliteStore } from '../src/store/sqlite.ts'

/** Another process on the same file: does what its parent says, and answers once it is done. */
export interface Command {
  /** The sid to revoke. */
  readonly revoke: string
}

const store = sqliteStore(process.argv[2] ?? '')

process.on('message', async ({ revoke }: Command) => {
  process.send?.({ revoked: await store.revoke(revoke, Date.now(), 'revoked') })
})
process.send?.({ ready: true })
