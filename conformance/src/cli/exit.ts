/** What the process says to whoever started it. */
export const EXIT = {
  /** Every selected check at the level passed or did not apply, and at least one passed. */
  pass: 0,
  violation: 1,
  usage: 2,
  /** A check at the level could not be judged. */
  incomplete: 3,
  unreachable: 4,
  internal: 5,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
