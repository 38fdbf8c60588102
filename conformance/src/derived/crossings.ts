import type { Crossing } from '../evidence/evidence.ts'
import { outcome } from './quote.ts'

/** How a request across a refresh ended, as the rest of a sentence: `page ended with 401`. */
export function describeCrossing({ label, hops, user }: Crossing): string {
  if (user !== undefined) return `${label} answered for ${user}`
  const last = hops.at(-1)
  return `${label} ended with ${last ? outcome(last) : 'no answer'}`
}
