/** Where every story begins: a fixed moment, so that runs are equal byte for byte. */
const beginning = Date.UTC(2026, 10, 20, 9, 0, 0)

/** A clock that stands still until somebody sleeps. */
export interface VirtualClock {
  /** Epoch milliseconds. */
  now(): number
  /** Advances the clock; nobody waits. */
  sleep(milliseconds: number): Promise<void>
  /** Milliseconds since the beginning. */
  elapsed(): number
  /** Time since the beginning as `6:00`, or `1:06:00`. */
  reading(at?: number): string
}

export function createClock(): VirtualClock {
  let now = beginning
  return {
    now: () => now,
    async sleep(milliseconds) {
      const until = now + milliseconds
      // Two who sleep at the same time wake after the longer of their sleeps, not after both.
      await Promise.resolve()
      now = Math.max(now, until)
    },
    elapsed: () => now - beginning,
    reading(at = now) {
      const seconds = Math.floor((at - beginning) / 1000)
      const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
      const rest = String(seconds % 60).padStart(2, '0')
      return hours ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
    },
  }
}

/** Bytes that look random and are the same in each run (mulberry32). For labs alone: anyone can predict them. */
export function createSeededBytes(seed: number): (length: number) => Uint8Array<ArrayBuffer> {
  let state = seed
  const byte = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) & 0xff
  }
  return (length) => Uint8Array.from({ length }, byte)
}
