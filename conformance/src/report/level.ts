import type { Level } from '../checks/check.ts'

const LEVELS: readonly Level[] = ['must', 'should', 'may']

/** Whether a level is that one or above it. */
export function atLeast(level: Level, least: Level): boolean {
  return LEVELS.indexOf(level) <= LEVELS.indexOf(least)
}
