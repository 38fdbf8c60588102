import { run } from './lib/run.ts'

const { code } = await run('astro', ['build', ...process.argv.slice(2)])
process.exitCode = code
