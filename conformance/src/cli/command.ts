import type { OptionSpecs, Parsed } from './args.ts'
import type { ExitCode } from './exit.ts'
import type { Terminal } from './terminal.ts'

/** One of the tool's commands. */
export interface Command {
  readonly name: string
  /** How it is called, without the tool's name. */
  readonly usage: string
  readonly summary: string
  readonly options: OptionSpecs
  /** @returns the exit code */
  run(parsed: Parsed, terminal: Terminal): Promise<ExitCode>
}
