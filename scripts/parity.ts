import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { citations } from '../conformance/src/checks/citations.ts'
import { checks } from '../conformance/src/checks/index.ts'
import { mutantIds } from '../conformance/test/mutants/index.ts'

/** Says in a sentence each where id, path, test and mutant of a check do not agree. */

const root = resolve(import.meta.dirname, '..')
const checksFolder = join(root, 'conformance/src/checks')
const mutantsFolder = join(root, 'conformance/test/mutants')
const problems = [
  ...checkFiles(),
  ...registered(),
  ...mutants(),
  ...duplicates(),
  ...unusedCitations(),
]

for (const problem of problems) console.error(problem)
if (problems.length === 0)
  console.log(`${checks.length} checks, each with its test and its mutant.`)
process.exitCode = problems.length === 0 ? 0 : 1

/** Ids of the files in a folder: `cookies/secure` for `cookies/secure.ts`. */
function idsIn(folder: string): readonly string[] {
  return globSync('*/*.ts', { cwd: folder })
    .filter((path) => !path.endsWith('.test.ts'))
    .map((path) => path.replaceAll('\\', '/').replace(/\.ts$/, ''))
}

function checkFiles(): string[] {
  return checks.flatMap(({ id }) => {
    const missing = [
      [join(checksFolder, `${id}.ts`), 'a file of its own'],
      [join(checksFolder, `${id}.test.ts`), 'a test beside it'],
      [join(mutantsFolder, `${id}.ts`), 'a mutant'],
    ].filter(([path = '']) => !existsSync(path))
    return missing.map(
      ([path = '', what]) => `${id} has not ${what}: ${path.slice(root.length + 1)}`,
    )
  })
}

function registered(): string[] {
  const known = checks.map(({ id }) => id as string)
  return idsIn(checksFolder).flatMap((id) => {
    const source = readFileSync(join(checksFolder, `${id}.ts`), 'utf8')
    const said = /\bid: '([^']*)'/.exec(source)?.[1]
    const wrong = said === id ? [] : [`checks/${id}.ts says that its id is "${said}".`]
    return known.includes(id) ? wrong : [...wrong, `checks/${id}.ts is not in checks/index.ts.`]
  })
}

function mutants(): string[] {
  const known = checks.map(({ id }) => id as string)
  const files = idsIn(mutantsFolder)
  return [
    ...files
      .filter((id) => !mutantIds.includes(id))
      .map((id) => `mutants/${id}.ts is not in mutants/index.ts.`),
    ...files.filter((id) => !known.includes(id)).map((id) => `mutants/${id}.ts has no check.`),
    ...known
      .filter((id) => !mutantIds.includes(id))
      .map((id) => `${id} has no mutant in mutants/index.ts.`),
  ]
}

function duplicates(): string[] {
  const ids = checks.map(({ id }) => id)
  const again = ids.filter((id, index) => ids.indexOf(id) !== index)
  return again.map((id) => `${id} stands twice in checks/index.ts.`)
}

function unusedCitations(): string[] {
  const used = new Set<string>(checks.flatMap((check) => check.citations))
  return Object.keys(citations)
    .filter((id) => !used.has(id))
    .map((id) => `The citation ${id} is used by no check.`)
}
