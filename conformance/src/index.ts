import { checks } from './checks/index.ts'
import { runShell } from './cli/shell.ts'
import type { ConfigInput } from './config/helpers.ts'
import { resolveEnv } from './config/read-config.ts'
import { systemClock } from './drivers/system-clock.ts'
import { gather } from './gatherers/gather.ts'
import { judge as judgeEvidence, type JudgeOptions, type JudgeResult } from './run/judge.ts'
import { DEFAULTS, runChecks, type RunResult, type RunSettings } from './run/run.ts'
import type { SavedEvidence } from './run/saved-evidence.ts'
import { selectChecks, type Selection } from './run/selection.ts'

export { checks }
export { ConfigError } from './config/config-error.ts'
export { command, defineConfig, env, form, request } from './config/helpers.ts'
export { parseEvidence } from './run/saved-evidence.ts'
export { UnreachableError } from './run/run.ts'

export type { Check, CheckId, Group, Level, Profile, WireLine } from './checks/check.ts'
export type { Config } from './config/config.ts'
export type { ConfigInput } from './config/helpers.ts'
export type { DriverName } from './drivers/port.ts'
export type { Discovery, Finding, Report, Status, Summary } from './report/report.ts'
export type { ProgressEvent } from './run/gatherer-port.ts'
export type { JudgeOptions, JudgeResult } from './run/judge.ts'
export type { RunResult, RunSettings } from './run/run.ts'
export type { SavedEvidence } from './run/saved-evidence.ts'
export type { Selection } from './run/selection.ts'

/**
 * Runs the checklist against a target, as `conformance URL` does.
 * @param config as in a config file; what the target publishes of itself may be left out
 * @throws ConfigError where config or selection cannot be used, UnreachableError where the target does not answer
 */
export function run(
  config: Partial<ConfigInput> & Required<Pick<ConfigInput, 'url'>>,
  settings: Partial<RunSettings> = {},
): Promise<RunResult> {
  const data = resolveEnv(config, process.env) as Record<string, unknown>
  return runChecks(
    data,
    { ...DEFAULTS, ...settings },
    { checks, gather, clock: systemClock, env: process.env, runCommand: runShell },
  )
}

/**
 * Judges saved evidence again: no target, no network.
 * @throws ConfigError where the selection means no check
 */
export function judge(
  evidence: SavedEvidence,
  options: Partial<JudgeOptions> & Selection = {},
): JudgeResult {
  const { profile = DEFAULTS.profile, minLevel = DEFAULTS.minLevel } = options
  const then = options.only ? checks : checks.filter(({ id }) => evidence.selected.includes(id))
  return judgeEvidence(evidence, selectChecks(then, options), { profile, minLevel })
}
