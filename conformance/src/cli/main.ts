import { didYouMean } from '../config/nearest.ts'
import { parseOptions } from './args.ts'
import type { Command } from './command.ts'
import { EXIT, type ExitCode } from './exit.ts'
import { commandHelp, mainHelp } from './help.ts'
import { processTerminal, type Terminal } from './terminal.ts'
import { UsageError } from './usage-error.ts'

/** Commands are loaded when they are called: `--help` must not wait for what only a run needs. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./commands/run.ts')).runCommand,
  list: async () => (await import('./commands/list.ts')).listCommand,
  explain: async () => (await import('./commands/explain.ts')).explainCommand,
  judge: async () => (await import('./commands/judge.ts')).judgeCommand,
}

/** Runs the command line. Never rejects: whatever happens is a sentence on stderr and an exit code. */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  const has = (...flags: readonly string[]): boolean => flags.some((flag) => argv.includes(flag))
  const terminal = processTerminal({
    color: has('--no-color') ? 'never' : 'auto',
    quiet: has('--quiet', '-q'),
  })
  try {
    return await dispatch(argv, terminal)
  } catch (error) {
    terminal.settle()
    return complain(error, terminal, has('--verbose'))
  }
}

async function dispatch(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [first] = argv
  if (first === '--help' || first === '-h') {
    terminal.print(mainHelp)
    return EXIT.pass
  }
  if (first === '--version') {
    const { tool } = await import('../report/tool.ts')
    terminal.print(`${tool.version}\n`)
    return EXIT.pass
  }
  const name = commandOf(first)
  const command = await COMMANDS[name]?.()
  if (!command) throw new UsageError(`${name} is not a command`)
  const parsed = parseOptions(first === name ? argv.slice(1) : argv, command.options)
  if (parsed.options.has('help')) {
    terminal.print(commandHelp(command))
    return EXIT.pass
  }
  return command.run(parsed, terminal)
}

/** `run` may be left out before a URL and before options. */
function commandOf(first: string | undefined): string {
  if (first === undefined || first.startsWith('-') || /^https?:\/\//i.test(first)) return 'run'
  if (Object.hasOwn(COMMANDS, first)) return first
  // An address without its scheme is likelier than a mistyped command.
  if (/^[\w.-]+(:\d+)?(\/|$)/.test(first) && /[.:]|^localhost/.test(first))
    throw new UsageError(`${first} is no URL; did you mean http://${first}?`)
  throw new UsageError(
    `${first} is neither a URL nor a command${didYouMean(first, Object.keys(COMMANDS))}`,
  )
}

const KNOWN: Readonly<Record<string, ExitCode>> = {
  UsageError: EXIT.usage,
  ConfigError: EXIT.usage,
  UnreachableError: EXIT.unreachable,
}

/** Names an error in a sentence. Errors are known by name, so that none of their modules is loaded for it. */
function complain(error: unknown, terminal: Terminal, verbose: boolean): ExitCode {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  const code = KNOWN[name]
  if (code !== undefined) {
    terminal.say(`conformance: ${message}`)
    if (code === EXIT.usage) terminal.say('Run conformance --help to see what there is.')
    return code
  }
  terminal.say(`conformance: internal error: ${message}`)
  terminal.say('This is a fault of session-conformance, not of the target. Please report it.')
  if (verbose && error instanceof Error) terminal.say(error.stack ?? '')
  return EXIT.internal
}
