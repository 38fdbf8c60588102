import type { SessionRecord } from '../session/record.ts'

/** Records as they were read, good for as long as the database's version stays the same. */
export interface RecordCache {
  get(sid: string, version: number): SessionRecord | undefined
  keep(record: SessionRecord): SessionRecord
  forget(sid: string): void
}

export function createRecordCache(size: number): RecordCache {
  const records = new Map<string, SessionRecord>()
  let seen: number | undefined
  return {
    get(sid, version) {
      if (version !== seen) records.clear()
      seen = version
      return records.get(sid)
    },
    keep(record) {
      if (records.size >= size) {
        const [oldest] = records.keys()
        if (oldest !== undefined) records.delete(oldest)
      }
      records.set(record.sid, record)
      return record
    },
    forget: (sid) => void records.delete(sid),
  }
}
