/** Runs works of the same key one after another, in the order they came; works of other keys meanwhile. */
export type Queue = <T>(key: string, work: () => Promise<T>) => Promise<T>

export function createQueue(): Queue {
  const tails = new Map<string, Promise<unknown>>()
  return async (key, work) => {
    const turn = (tails.get(key) ?? Promise.resolve()).then(work, work)
    tails.set(key, turn)
    try {
      return await turn
    } finally {
      if (tails.get(key) === turn) tails.delete(key)
    }
  }
}
