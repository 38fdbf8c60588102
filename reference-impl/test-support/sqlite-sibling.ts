import { sqliteStore } from '../src/store/sqlite.ts'

/** Another process on the same file: does what its parent says, and answers once it is done. */
export type Command =
  { readonly do: 'revoke' | 'read'; readonly sid: string } | { readonly do: 'close' }

const store = sqliteStore(process.argv[2] ?? '')

process.on('message', async ({ revoke }: Command) => {
  process.send?.({ revoked: await store.revoke(revoke, Date.now(), 'revoked') })
})
process.send?.({ ready: true })
