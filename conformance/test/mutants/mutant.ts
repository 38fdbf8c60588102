import type { Defect } from '../../../reference-impl/src/demo/defect.ts'
import type { CheckId } from '../../src/checks/check.ts'

/** The reference broken in one way: the check of the same id must catch it, and no other may. */
export interface Mutant {
  readonly defect: Defect
  /** What is wrong with this server, for a reader who chooses it in a list. */
  readonly title: string
  /** Checks that cannot but fail as well. */
  readonly alsoFails?: readonly CheckId[]
}
