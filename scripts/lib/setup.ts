import { freshness } from './fresh.ts'
import { ensureChromium } from './chromium.ts'
import { run } from './run.ts'

const conformance = freshness(
  ['conformance/src/**/*.ts', 'conformance/tsconfig.json', 'tsconfig.json', 'package-lock.json'],
  'conformance/dist/cli/main.js',
  '.cache/conformance.stamp',
)

const guide = freshness(
  [
    'docs/**/*',
    'conformance/src/**/*.ts',
    'conformance/test/mutants/**/*.ts',
    'reference-impl/src/**/*',
    'astro.config.mjs',
    'package-lock.json',
  ],
  'dist/index.html',
  '.cache/guide.stamp',
)

/** Brings what the package manager does not: a Chromium, and the compiled command line. */
export async function setUp(say: (sentence: string) => void): Promise<{ browser: boolean }> {
  await buildConformance(say)
  const chromium = await ensureChromium(say)
  return { browser: chromium !== undefined }
}

/** Compiles the checklist's command line, so that `npx conformance` runs what the sources say. */
async function buildConformance(say: (sentence: string) => void): Promise<void> {
  if (conformance.isFresh()) return
  say('Building the command line …')
  await must('tsc', ['-p', 'conformance'], 'The command line does not compile')
  conformance.mark()
}

/** Builds the guide into dist/, unless it is as its sources are. */
export async function buildGuide(say: (sentence: string) => void): Promise<void> {
  if (guide.isFresh()) return
  say('Building the guide …')
  await must('astro', ['build'], 'The guide does not build')
  guide.mark()
}

async function must(command: string, args: readonly string[], failure: string): Promise<void> {
  const { code, output } = await run(command, args, { quiet: true })
  if (code !== 0) throw new Error(`${failure}:\n${output}`)
}
