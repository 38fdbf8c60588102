import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { checkTemplate, mutantTemplate, testTemplate } from './templates/check.ts'

/** Makes a check, its test and its mutant, and registers them: `npm run new-check cookies/lifetime`. */

const groups = [
  'cookies',
  'scope',
  'transport',
  'sign-in',
  'access',
  'refresh',
  'revoke',
  'sign-out',
  'cross-site',
  'caching',
  'exposure',
  'errors',
  'isolation',
]

const conformance = resolve(import.meta.dirname, '../conformance')
const id = process.argv[2] ?? ''
const problem = problemWith(id)
if (problem) {
  console.error(problem)
  process.exit(2)
}

const name = camelCase(id)
const files = {
  [join(conformance, `src/checks/${id}.ts`)]: checkTemplate(id),
  [join(conformance, `src/checks/${id}.test.ts`)]: testTemplate(id),
  [join(conformance, `test/mutants/${id}.ts`)]: mutantTemplate(id),
}
for (const [path, text] of Object.entries(files)) await write(path, text)
await edit(join(conformance, 'src/checks/index.ts'), (text) =>
  text
    .replace(/^/, `import { check as ${name} } from './${id}.ts'\n`)
    .replace(/(readonly Check\[\] = \[[^\]]*)\]/, `$1  ${name},\n]`),
)
await edit(join(conformance, 'test/mutants/index.ts'), (text) =>
  text
    .replace(/^/, `import { mutant as ${name} } from './${id}.ts'\n`)
    .replace(/(Record<string, Mutant>> = \{[^}]*)\}/, `$1  '${id}': ${name},\n}`),
)
console.log(
  [
    ...Object.keys(files).map((path) => path.slice(conformance.length - 'conformance'.length)),
    '',
    `Fill them in, then: npx vitest run conformance/src/checks/${id}.test.ts && npm run matrix -- ${id}`,
  ].join('\n'),
)

function problemWith(wanted: string): string | undefined {
  if (wanted === '')
    return 'Say which: npm run new-check <group>/<slug>, for example cookies/lifetime.'
  const [group = '', slug = '', ...rest] = wanted.split('/')
  if (!groups.includes(group)) return `"${group}" is no group: take one of ${groups.join(', ')}.`
  if (rest.length > 0 || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(slug)) {
    return `"${slug}" is no slug: lower-case words joined by hyphens, as in ${group}/first-word.`
  }
  if (/^no-.*-check$|^no-/.test(slug)) {
    return `"${slug}" names an absence: name the requirement, as in cookies/secure.`
  }
  if (existsSync(join(conformance, `src/checks/${wanted}.ts`))) return `${wanted} is there already.`
  return undefined
}

function camelCase(text: string): string {
  return text.replaceAll(/[/-](.)/g, (_all, letter: string) => letter.toUpperCase())
}

async function edit(path: string, change: (text: string) => string): Promise<void> {
  await write(path, change(readFileSync(path, 'utf8')))
}

async function write(path: string, text: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true })
  const options = await resolveConfig(path)
  writeFileSync(path, await format(text, { ...options, filepath: path }))
}
