/** Hashing a kilobyte costs more than all the rest of a lookup, and the end of a sealed value is random. */
const TAIL = 32

/**
 * Values by long random strings, the oldest forgotten first: strangers cannot fill the memory.
 * Found by the string's tail, then compared whole: an entry never answers for another string.
 */
export class BoundedCache<V> {
  readonly #entries = new Map<string, { readonly key: string; readonly value: V }>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key.slice(-TAIL))
    return entry?.key === key ? entry.value : undefined
  }

  set(key: string, value: V): void {
    if (this.#entries.size >= this.#limit) {
      const oldest = this.#entries.keys().next()
      if (!oldest.done) this.#entries.delete(oldest.value)
    }
    this.#entries.set(key.slice(-TAIL), { key, value })
  }
}
