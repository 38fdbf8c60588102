import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Command } from '../../test-support/sqlite-sibling.ts'
import { sampleRecord } from './contract.ts'
import { fileVersion } from './sqlite-version.ts'
import { sqliteStore } from './sqlite.ts'

let folder: string
let path: string
const children = new Set<ChildProcess>()
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'version-'))
  path = join(folder, 'sessions.db')
})
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
  rmSync(folder, { recursive: true })
})

/** Where it can be told from the wal-index; elsewhere it is asked for each time. */
const told = ['linux', 'darwin'].includes(process.platform)

const opened = () => {
  const db = new DatabaseSync(path)
  db.exec('PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS t (x)')
  return db
}
/** The real statement, and how often it was run. */
const counted = (db: DatabaseSync, fails = () => false) => {
  const real = db.prepare('PRAGMA data_version')
  let asked = 0
  const statement = {
    setReturnArrays: (enabled: boolean) => real.setReturnArrays(enabled),
    get() {
      asked += 1
      if (fails()) throw new Error('busy')
      return real.get()
    },
  } as StatementSync
  return { version: fileVersion(path, statement), asked: () => asked }
}

describe('the version of a file', () => {
  test.runIf(told)('is asked for once, as long as nobody commits', () => {
    const db = opened()
    const { version, asked } = counted(db)
    const first = version.current()
    for (let index = 0; index < 100; index += 1) expect(version.current()).toBe(first)
    expect(asked()).toBe(1)
    db.close()
    version.close()
  })

  test('changes with each commit of another connection, checkpoints or not', () => {
    const [reader, writer] = [opened(), opened()]
    const { version } = counted(reader)
    const seen = new Set([version.current()])
    for (let commit = 1; commit <= 200; commit += 1) {
      writer.exec('INSERT INTO t VALUES (randomblob(2000))')
      if (commit % 20 === 0) writer.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      seen.add(version.current())
      expect(seen.size).toBe(commit + 1)
    }
    reader.close()
    writer.close()
    version.close()
  })

  test('stays as it is with one’s own commits, and with what is rolled back', () => {
    const [reader, writer] = [opened(), opened()]
    const { version } = counted(reader)
    const first = version.current()
    reader.exec('INSERT INTO t VALUES (1)')
    writer.exec('BEGIN; INSERT INTO t VALUES (2); ROLLBACK')
    expect(version.current()).toBe(first)
    reader.close()
    writer.close()
    version.close()
  })

  test('that could not be asked for is not taken for known', () => {
    const [reader, writer] = [opened(), opened()]
    let busy = false
    const { version } = counted(reader, () => busy)
    const first = version.current()
    writer.exec('INSERT INTO t VALUES (1)')
    busy = true
    expect(() => version.current()).toThrow('busy')
    busy = false
    expect(version.current()).not.toBe(first)
    reader.close()
    writer.close()
    version.close()
  })

  test('of a file in another journal mode is asked for each time', () => {
    const db = new DatabaseSync(path)
    db.exec('CREATE TABLE t (x)')
    const { version, asked } = counted(db)
    version.current()
    version.current()
    expect(asked()).toBe(2)
    db.close()
    version.close()
  })
})

describe('two processes on one file', () => {
  test('what the other revokes is revoked at the very next read, each of a hundred times', async () => {
    const store = sqliteStore(path)
    const other = await sibling()
    for (let index = 0; index < 100; index += 1) {
      const sid = `ses_${index}`
      await store.create(sampleRecord({ sid }))
      expect(await store.read(sid)).toEqual(sampleRecord({ sid }))
      expect(await other({ revoke: sid })).toEqual({ revoked: true })
      expect(await store.read(sid)).toMatchObject({ revokedBecause: 'revoked' })
    }
    await store.close()
  })

  test.runIf(process.platform === 'linux')(
    'a store that closes leaves the locks of the others alone',
    async () => {
      const stores = [sqliteStore(path), sqliteStore(path), sqliteStore(path)]
      const before = locksOn(`${path}-shm`)
      expect(before).not.toBe(0)
      await stores.pop()?.close()
      expect(locksOn(`${path}-shm`)).toBe(before)
      for (const store of stores) await store.close()
    },
  )

  test('a closed store says so, even while another process has the file open', async () => {
    const store = sqliteStore(path)
    await store.create(sampleRecord())
    await store.read('ses_1')
    await sibling()
    await store.close()
    expect(() => store.read('ses_1')).toThrow(
      expect.objectContaining({ code: 'store_unavailable' }),
    )
  })
})

/** Locks that somebody holds on a file, by the kernel's own list. */
function locksOn(file: string): number {
  const inode = `:${statSync(file).ino} `
  return readFileSync('/proc/locks', 'utf8')
    .split('\n')
    .filter((line) => line.includes(inode)).length
}

/** A process that has the same file open, and does as it is told. */
async function sibling(): Promise<(command: Command) => Promise<unknown>> {
  const script = new URL('../../test-support/sqlite-sibling.ts', import.meta.url)
  const child = fork(script, [path], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  children.add(child)
  await once(child, 'message')
  return async (command) => {
    child.send(command)
    const [answer] = (await once(child, 'message')) as [unknown]
    return answer
  }
}
