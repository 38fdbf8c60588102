import type { Check } from '../checks/check.ts'
import { ConfigError } from '../config/config-error.ts'
import { didYouMean } from '../config/nearest.ts'

/** Which checks to run: ids, globs such as `refresh/*`, or `core` for those that people ask for first. */
export interface Selection {
  readonly only?: readonly string[]
  readonly skip?: readonly string[]
}

/**
 * The checks that are meant.
 * @throws ConfigError where a pattern means none, or nothing is left: an empty run must not look like a pass
 */
export function selectChecks(checks: readonly Check[], selection: Selection): readonly Check[] {
  const only = (selection.only ?? []).map((pattern) => matching(pattern, checks))
  const skip = new Set((selection.skip ?? []).flatMap((pattern) => matching(pattern, checks)))
  const wanted = new Set(only.length === 0 ? checks : only.flat())
  const selected = checks.filter((check) => wanted.has(check) && !skip.has(check))
  if (selected.length === 0)
    throw new ConfigError('no check is left to run after --only and --skip')
  return selected
}

function matching(pattern: string, checks: readonly Check[]): readonly Check[] {
  const found =
    pattern === 'core'
      ? checks.filter((check) => check.core)
      : checks.filter((check) => globToRegex(pattern).test(check.id))
  if (found.length > 0) return found
  const ids = checks.map(({ id }) => id)
  throw new ConfigError(`no check is called "${pattern}"${didYouMean(pattern, ids)}`)
}

function globToRegex(glob: string): RegExp {
  const parts = glob.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`)
}
