import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { format } from 'prettier'
import { didYouMean } from '../conformance/src/config/nearest.ts'
import {
  drawMatrix,
  matrixData,
  problemsOf,
  runMatrix,
} from '../conformance/test/matrix/kill-matrix.ts'
import { mutantIds } from '../conformance/test/mutants/index.ts'

const file = resolve(import.meta.dirname, '../conformance/test/matrix.json')

const only = process.argv.slice(2)
for (const id of only) {
  if (mutantIds.includes(id)) continue
  console.error(`There is no mutant ${id}${didYouMean(id, mutantIds)}.`)
  process.exit(2)
}
const began = Date.now()
const rows = await runMatrix(only.length > 0 ? only : mutantIds, ({ mutant = '(clean)', driver }) =>
  console.error(`${driver.padEnd(8)} ${mutant}`),
)
console.log(drawMatrix(rows))
console.error(`${Math.round((Date.now() - began) / 1000)} s`)
for (const { mutant = '(clean)', driver, findings } of rows) {
  for (const { id, status, because } of findings) {
    if (status === 'inconclusive')
      console.error(`${mutant} (${driver}): ${id} not judged: ${because}`)
  }
}
const problems = rows.flatMap(problemsOf)
for (const problem of problems) console.error(problem)
if (only.length === 0 && problems.length === 0) {
  writeFileSync(file, await format(JSON.stringify(matrixData(rows)), { parser: 'json' }))
}
process.exitCode = problems.length === 0 ? 0 : 1
