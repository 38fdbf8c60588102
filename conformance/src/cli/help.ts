import { COMMON, optionLines } from './args.ts'
import type { Command } from './command.ts'

/** What `conformance --help` prints: kept as text, so that no command is loaded for it. */
export const mainHelp = `session-conformance: runs any web server through a checklist of session behaviour.

  conformance <url> [options]           run the checklist (the same as: conformance run <url>)
  conformance list [--json]             every check: id, level, drivers, title
  conformance explain <check-id>        why, how it is judged, sources, how to fix it
  conformance judge <evidence.json>     judge saved evidence again; no network

  conformance <command> --help          the options of a command
  conformance --version

A target may describe itself at /.well-known/session-conformance; else a conformance.config.{ts,mts,js,mjs,json}
of the working folder does. Credentials come from the config by env(), never from the command line.

exit  0  every selected check passed or did not apply, and at least one passed
      1  a violation
      2  usage or config error
      3  incomplete: something could not be judged
      4  the target could not be reached
      5  an internal error
`

/** What `conformance COMMAND --help` prints. */
export function commandHelp(command: Command): string {
  return [
    `conformance ${command.usage}`,
    '',
    command.summary,
    '',
    ...optionLines({ ...command.options, ...COMMON }),
    '',
  ].join('\n')
}
