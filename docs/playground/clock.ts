/** Where every story begins: a fixed moment, so that runs are equal byte for byte. */
const beginning = Date.UTC(2026, 10, 20, 9, 0, 0)

/**
 * A clock that stands still while anybody works. Once all are asleep, it jumps to the moment
 * at which the first of them wants to wake: what happens at which time never depends on the machine.
 */
export interface VirtualClock {
  /** Epoch milliseconds. */
  now(): number
  /** Those who wake at the same moment do so by `rank`, and then in the order in which they fell asleep. */
  sleep(milliseconds: number, rank?: number): Promise<void>
  /** Holds time still until `work` is done. */
  during<T>(work: () => Promise<T>): Promise<T>
  /** Milliseconds since the beginning. */
  elapsed(): number
  /** Time since the beginning as `6:00`, or `1:06:00`. */
  reading(at?: number): string
}

interface Sleeper {
  readonly until: number
  readonly rank: number
  readonly wake: () => void
}

export function createClock(): VirtualClock {
  let now = beginning
  let working = 0
  let sleepers: readonly Sleeper[] = []

  const advance = (): void =>
    inNextTask(() => {
      if (working > 0 || sleepers.length === 0) return
      const until = Math.min(...sleepers.map((sleeper) => sleeper.until))
      const woken = sleepers.filter((sleeper) => sleeper.until === until)
      sleepers = sleepers.filter((sleeper) => sleeper.until !== until)
      now = Math.max(now, until)
      for (const { wake } of woken.toSorted((a, b) => a.rank - b.rank)) wake()
      advance()
    })

  return {
    now: () => now,
    sleep: (milliseconds, rank = 0) =>
      new Promise((wake) => {
        sleepers = [...sleepers, { until: now + milliseconds, rank, wake }]
        advance()
      }),
    async during(work) {
      working += 1
      try {
        return await work()
      } finally {
        working -= 1
        advance()
      }
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

/**
 * Runs `work` once everybody has gone on who does not wait for an answer.
 * A message, where there is no `setImmediate`: browsers hold nested timers back for 4 ms each.
 */
function inNextTask(work: () => void): void {
  if ('setImmediate' in globalThis) {
    setImmediate(work)
    return
  }
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    port1.close()
    work()
  }
  port2.postMessage(undefined)
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
