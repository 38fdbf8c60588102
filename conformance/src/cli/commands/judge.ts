import { readFile } from 'node:fs/promises'
import { checks } from '../../checks/index.ts'
import { ConfigError } from '../../config/config-error.ts'
import { judge } from '../../run/judge.ts'
import { parseEvidence } from '../../run/saved-evidence.ts'
import { selectChecks } from '../../run/selection.ts'
import type { Command } from '../command.ts'
import { JUDGING, readJudging } from '../judging-options.ts'
import { exitCodeOf, readWishes, writeReports } from '../reports.ts'
import { UsageError } from '../usage-error.ts'

export const judgeCommand: Command = {
  name: 'judge',
  usage: 'judge <evidence.json> [options]',
  summary: 'Judges evidence that a run saved with --evidence. It needs no target and no network.',
  options: JUDGING,
  async run(parsed, terminal) {
    const [file, ...more] = parsed.positionals
    if (file === undefined || more.length > 0)
      throw new UsageError('judge takes one file: conformance judge evidence.json')
    const wishes = readWishes(parsed.options.get('report') ?? [])
    const { profile, minLevel, only, skip } = readJudging(parsed)
    const text = await readFile(file, 'utf8').catch(() => {
      throw new UsageError(`${file} cannot be read`)
    })
    const saved = inFile(file, () => parseEvidence(text))
    // What was not selected then was not gathered, so it is not judged now unless it is asked for.
    const then = only.length === 0 ? checks.filter(({ id }) => saved.selected.includes(id)) : checks
    const { report, errors } = judge(saved, selectChecks(then, { only, skip }), {
      profile,
      minLevel,
    })
    await writeReports(report, wishes, terminal)
    return exitCodeOf(report, errors, terminal, parsed.options.has('verbose'))
  },
}

function inFile<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof ConfigError ? new ConfigError(`${file}: ${error.message}`) : error
  }
}
