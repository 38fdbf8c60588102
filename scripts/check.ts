import { readFileSync } from 'node:fs'
import { styleText } from 'node:util'
import { ensureRedis } from './lib/redis.ts'
import { run } from './lib/run.ts'
import { setUp } from './lib/setup.ts'

/** One thing that must hold; `tests` names the file in which the test runner leaves its counts. */
interface Step {
  readonly title: string
  readonly command: readonly [string, ...string[]]
  readonly tests?: string
}

const vitest = (project: string): Step => ({
  title: `tests: ${project}`,
  command: [
    'vitest',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=.cache/tests-${project}.json`,
  ],
  tests: `.cache/tests-${project}.json`,
})

const steps: readonly Step[] = [
  { title: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  { title: 'types of the pages', command: ['astro', 'sync'] },
  { title: 'types', command: ['tsc', '-p', '.'] },
  { title: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { title: 'unused files and exports', command: ['knip'] },
  { title: 'parity', command: ['node', 'scripts/parity.ts'] },
  vitest('parts'),
  { title: 'site types', command: ['astro', 'check', '--tsconfig', 'docs/tsconfig.json'] },
  { title: 'site build', command: ['astro', 'build'] },
  vitest('site'),
]

const say = (sentence: string) => console.error(sentence)
const { browser } = await setUp(say)
if (!browser) {
  say('The tests drive a real browser, and there is none: nothing was tested.')
  process.exit(1)
}
if (!(await ensureRedis(say))) {
  say('The tests run against a real Redis, and there is none: nothing was tested.')
  process.exit(1)
}

const failed: string[] = []
const counts = { passed: 0, failed: 0, skipped: 0 }
for (const { title, command, tests } of steps) {
  console.log(styleText('bold', `▸ ${title}`))
  const [file, ...args] = command
  const outcome = await run(file, args, { quiet: tests === undefined })
  const ok = outcome.code === 0
  if (!ok) failed.push(title)
  if (!ok && tests === undefined) console.log(outcome.output)
  if (tests) add(tests)
  const word = ok ? styleText('green', 'ok') : styleText('red', 'FAILED')
  console.log(`  ${word} ${title} (${outcome.seconds.toFixed(1)} s)`)
}

if (counts.passed === 0) failed.push('tests: none was run')
if (counts.skipped > 0) failed.push(`tests: ${counts.skipped} skipped, and a skip is not a pass`)
console.log(failed.length === 0 ? 'Everything holds.' : `Does not hold: ${failed.join(', ')}.`)
console.log(`${counts.passed} passed, ${counts.failed} failed`)
process.exitCode = failed.length === 0 ? 0 : 1

function add(file: string): void {
  const result = JSON.parse(readFileSync(file, 'utf8')) as {
    numPassedTests: number
    numFailedTests: number
    numPendingTests: number
    numTodoTests: number
  }
  counts.passed += result.numPassedTests
  counts.failed += result.numFailedTests
  counts.skipped += result.numPendingTests + result.numTodoTests
}
