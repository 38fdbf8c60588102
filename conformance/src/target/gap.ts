import type { Gap } from '../evidence/evidence.ts'
import type { Exchange } from '../wire/exchange.ts'

/** A step of a journey that did not work out; the journey ends, and its evidence is the gap. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed'
  readonly gap: Gap

  constructor(reason: string, hint: string, exchange?: Exchange) {
    super(reason)
    this.gap = { gap: true, reason, hint, ...(exchange ? { exchange } : {}) }
  }
}

/** The access credential ended before the journey did: nothing may be judged on what came after. */
export class TooSlow extends Error {
  override readonly name = 'TooSlow'
}

/** Whatever a journey ended with, as a gap. A bug of ours is one too: it must not look like a verdict. */
export function gapOf(step: string, error: unknown): Gap {
  if (error instanceof StepFailed) return error.gap
  const message = error instanceof Error ? error.message : String(error)
  return { gap: true, reason: `${step}: ${message}`, hint: 'run again with --verbose' }
}

/** How often a journey is begun anew where the access credential did not live long enough for it. */
const ATTEMPTS = 3

/** Runs a journey, from its sign-in on, until it is through before the access credential ends. */
export async function inTime<T>(step: string, journey: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await journey()
    } catch (error) {
      if (!(error instanceof TooSlow)) throw error
      if (attempt < ATTEMPTS) continue
      const reason = `${step}: ${error.message}, ${ATTEMPTS} times`
      throw new StepFailed(reason, 'let access credentials live longer')
    }
  }
}
