import { closeSync, fstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs'
import type { StatementSync } from 'node:sqlite'

/** Tells whether anybody else has written to the file since. */
export interface FileVersion {
  /** A number that changes with every commit of another connection, in this process or another. */
  current(): number
  /** To be called once the connection is closed, and not before. */
  close(): void
}

/** Bytes of the wal-index header, and the format version that it begins with (https://sqlite.org/walformat.html §2.1). */
const headerBytes = 48
const formatVersion = 3_007_000

/**
 * The file's `data_version`, asked for only when there was a commit.
 *
 * `PRAGMA data_version` is exact, and costs a read transaction. A commit is published by rewriting the header of the
 * wal-index, in the `-shm` file that every process maps: SQLite itself compares those 48 bytes (a change counter, the
 * length of the log, its salts and checksums) to learn whether its cache is stale. So does this, by one `pread`, and asks
 * SQLite only if they differ. A commit is in the header before the committer hears of it, hence before anybody can ask
 * for what it changed. The header is read before the version is asked for: whoever commits in between is seen next time,
 * and a header that is read while it is written equals nothing, which asks once more.
 *
 * That a read sees what was written through a mapping is so on Linux and macOS; elsewhere, and where there is no
 * wal-index of this format, the version is asked for every time.
 */
export function fileVersion(path: string, dataVersion: StatementSync): FileVersion {
  dataVersion.setReturnArrays(true)
  const ask = (): number => Number((dataVersion.get() as unknown as readonly unknown[])[0])
  const index = openIndex(path)
  if (index === undefined) return { current: ask, close() {} }

  const { descriptor } = index
  const header = new Int32Array(headerBytes / 4)
  const seen = new Int32Array(headerBytes / 4)
  let version: number | undefined
  return {
    current() {
      const length = readSync(descriptor, header, 0, headerBytes, 0)
      if (version !== undefined && length === headerBytes && isSame(header, seen)) return version
      // If this throws, nothing is taken for seen.
      version = ask()
      seen.set(header)
      return version
    },
    close() {
      // The connection is gone: from now on the question fails, as it should.
      version = undefined
      closeIndex(index)
    },
  }
}

function isSame(a: Int32Array, b: Int32Array): boolean {
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false
  return true
}

/** A descriptor of a wal-index, shared by all stores of this process that are on the same file. */
interface Index {
  readonly inode: string
  readonly descriptor: number
  users: number
}

/**
 * By inode, for a file is opened once. Closing any descriptor of it drops all locks that this process has on it
 * (POSIX `fcntl`), SQLite's own among them, so it is closed only when SQLite has removed the file.
 */
const indexes = new Map<string, Index>()

function openIndex(path: string): Index | undefined {
  if (path === ':memory:' || !['linux', 'darwin'].includes(process.platform)) return undefined
  try {
    const file = `${realpathSync(path)}-shm`
    const { dev, ino } = statSync(file, { bigint: true })
    const inode = `${dev}:${ino}`
    const index = indexes.get(inode) ?? { inode, descriptor: openSync(file, 'r'), users: 0 }
    indexes.set(inode, index)
    const start = new Int32Array(1)
    readSync(index.descriptor, start, 0, start.byteLength, 0)
    if (start[0] !== formatVersion) return undefined
    index.users += 1
    return index
  } catch {
    return undefined
  }
}

function closeIndex(index: Index): void {
  index.users -= 1
  if (index.users > 0 || fstatSync(index.descriptor).nlink > 0) return
  indexes.delete(index.inode)
  closeSync(index.descriptor)
}
