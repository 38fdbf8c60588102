import type { Level, Profile } from '../checks/check.ts'
import type { OptionSpecs, Parsed } from './args.ts'

const PROFILES: readonly Profile[] = ['public', 'confidential', 'bff', 'bearer']
const LEVELS: readonly Level[] = ['must', 'should', 'may']

/** Options of every command that judges. */
export const JUDGING: OptionSpecs = {
  profile: {
    value: 'NAME',
    choices: PROFILES,
    help: `${PROFILES.join(', ')}: what rotation and storage verdicts depend on (bff)`,
  },
  only: { value: 'ID', multiple: true, help: 'these checks: ids, globs (refresh/*), or core' },
  skip: { value: 'ID', multiple: true, help: 'all but these' },
  'min-level': {
    value: 'LEVEL',
    choices: LEVELS,
    help: `${LEVELS.join(', ')}: the level from which a failure fails the run (must)`,
  },
  report: {
    value: 'NAME[=FILE]',
    multiple: true,
    help: 'pretty or json, to stdout or a file; may be given again',
  },
}

/** What was chosen of them, defaults filled in. */
export function readJudging(parsed: Parsed): {
  profile: Profile
  minLevel: Level
  only: readonly string[]
  skip: readonly string[]
} {
  return {
    profile: PROFILES.find((name) => name === last(parsed, 'profile')) ?? 'bff',
    minLevel: LEVELS.find((name) => name === last(parsed, 'min-level')) ?? 'must',
    only: listOf(parsed, 'only'),
    skip: listOf(parsed, 'skip'),
  }
}

/** The last value of an option; undefined where it was not given. */
export function last(parsed: Parsed, name: string): string | undefined {
  return parsed.options.get(name)?.at(-1)
}

/** All values of an option, commas taken as separators. */
function listOf(parsed: Parsed, name: string): readonly string[] {
  return (parsed.options.get(name) ?? [])
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '')
}
