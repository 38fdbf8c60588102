/** A user's own note. Times are epoch milliseconds. */
export interface Note {
  readonly id: string
  readonly text: string
  readonly createdAt: number
}

/** Notes by user, in memory: the demo is about sessions. */
export class Notes {
  readonly #byUser = new Map<string, readonly Note[]>()

  of(userId: string): readonly Note[] {
    return this.#byUser.get(userId) ?? []
  }

  /** Keeps the newest hundred. */
  add(userId: string, text: string): Note {
    const note = { id: crypto.randomUUID(), text, createdAt: Date.now() }
    this.#byUser.set(userId, [note, ...this.of(userId)].slice(0, 100))
    return note
  }
}

/** A text worth keeping, or undefined. */
export function noteText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  return text.length > 0 && text.length <= 500 ? text : undefined
}
