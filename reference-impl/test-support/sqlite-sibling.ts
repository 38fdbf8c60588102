import { sqliteStore } from '../src/store/sqlite.ts'

/** Another process on the same file: does what its parent says, and answers once it is done. */
export type Command =
  { readonly do: 'revoke' | 'read'; readonly sid: string } | { readonly do: 'close' }

const store = sqliteStore(process.argv[2] ?? '')

process.on('message', async (command: Command) => {
  if (command.do === 'close') {
    await store.close()
    process.send?.({ closed: true }, () => process.disconnect())
    return
  }
  const { sid } = command
  const answer =
    command.do === 'revoke'
      ? await store.revoke(sid, Date.now(), 'revoked')
      : ((await store.read(sid)) ?? null)
  process.send?.({ answer })
})
process.send?.({ ready: true })
