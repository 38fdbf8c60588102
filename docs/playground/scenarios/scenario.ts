import { judgedById } from '../judged.ts'
import type { Telling } from '../story.ts'
import type { Knobs } from '../world.ts'

/** Something that a reader may change before a run. */
export interface Change {
  readonly id: string
  readonly label: string
}

/** A lab of the guide: which server, what happens, and what can be changed. */
export interface Scenario {
  readonly server: 'reference' | 'recipe'
  /** Where they differ from the defaults. */
  readonly knobs?: Knobs
  /** Whether the changes break what works, or mend what does not. */
  readonly kind: 'break' | 'mend'
  readonly changes: readonly Change[]
  /** The step that stands open at first, from 1. */
  readonly open: number
  readonly story: readonly Telling[]
  /** Ids of the checks that are run after the story. */
  readonly checks: readonly string[]
}

/** The mutants of the conformance tests: each is caught by the check of the same id. */
export const breaks = (...ids: readonly string[]): readonly Change[] =>
  ids.map((id) => ({ id, label: judgedById(id).mutant.title }))
