import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Environment } from './environment.ts'
import { takeSnapshot, type Snapshot } from './snapshot.ts'

const nothing: Snapshot = { keys: [], users: [], sessions: [], codes: [], refreshTokens: [] }

/** What the file keeps; nothing, if there is no such file yet, or it is none of ours. */
export function readSnapshot(path: string): Snapshot {
  try {
    return { ...nothing, ...(JSON.parse(readFileSync(path, 'utf8')) as Partial<Snapshot>) }
  } catch {
    return nothing
  }
}

/** Written beside the file and moved over it, so that a crash leaves the one or the other, and never a half. */
export async function writeSnapshot(path: string, environment: Environment): Promise<void> {
  const text = JSON.stringify(await takeSnapshot(environment))
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.new`, text, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}
