import { isRecord, parseJson } from './pointer.ts'

/** The id of the session that asked, from an answer that lists sessions and marks the current one. */
export function currentSessionId(body: string): string | undefined {
  const entries = entriesOf(parseJson(body))
  const marked = entries.filter((entry) =>
    Object.entries(entry).some(
      ([key, value]) => value === true && /current|this|active_now/i.test(key),
    ),
  )
  const [only] = marked.length > 0 ? marked : entries
  if (!only || marked.length > 1 || (marked.length === 0 && entries.length > 1)) return undefined
  const id = only['id'] ?? only['sessionId'] ?? only['session_id'] ?? only['sid']
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined
}

/** The list itself, or the first list inside the answer. */
function entriesOf(document: unknown): readonly Record<string, unknown>[] {
  if (Array.isArray(document)) return document.filter(isRecord)
  if (!isRecord(document)) return []
  const list: unknown = Object.values(document).find(Array.isArray)
  return Array.isArray(list) ? list.filter(isRecord) : []
}
