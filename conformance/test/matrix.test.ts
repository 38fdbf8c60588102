import { expect, test } from 'vitest'
import { drawMatrix, problemsOf, runMatrix } from './matrix/kill-matrix.ts'

test('the clean reference passes, and each mutant is caught by its own check alone', async () => {
  const rows = await runMatrix()
  const problems = rows.flatMap(problemsOf)
  expect(problems, `${problems.join('\n')}\n\n${drawMatrix(rows)}\n`).toEqual([])
}, 600_000)
