import type { Verdict, WireLine } from './check.ts'

/** How many wire lines a verdict quotes: enough to believe it, few enough to read. */
const quoted = 6

export function pass(because: string, seen: readonly WireLine[] = []): Verdict {
  return { status: 'pass', because, seen: seen.slice(0, quoted) }
}

export function fail(because: string, seen: readonly WireLine[]): Verdict {
  return { status: 'fail', because, seen: seen.slice(0, quoted) }
}

export function notApplicable(because: string): Verdict {
  return { status: 'not-applicable', because, seen: [] }
}
