import type { Mutant } from '../mutant.ts'

export const mutant: Mutant = {
  title: 'A refresh token that was rotated a moment ago counts as stolen.',
  defect: { policy: (policy) => ({ ...policy, replayWindowMs: 0 }) },
}
