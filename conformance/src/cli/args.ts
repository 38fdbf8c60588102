import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'
import { didYouMean, nearest } from '../config/nearest.ts'
import { UsageError } from './usage-error.ts'

/** An option: how it is parsed, and its line of help. */
export interface OptionSpec {
  readonly short?: string
  /** What stands for its value in the help; absent for a flag. */
  readonly value?: string
  readonly multiple?: true
  readonly choices?: readonly string[]
  readonly help: string
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>

/** What was typed: options by name, each a list of values; flags have the value `''`. */
export interface Parsed {
  readonly options: ReadonlyMap<string, readonly string[]>
  readonly positionals: readonly string[]
}

/** Every command understands these. */
export const COMMON: OptionSpecs = {
  help: { short: 'h', help: 'show this' },
  quiet: { short: 'q', help: 'no progress' },
  verbose: { help: 'each step of the progress, and the cause of an internal error' },
  'no-color': { help: 'plain text; NO_COLOR and FORCE_COLOR are honoured as well' },
}

/**
 * Parses a command's arguments.
 * @throws UsageError for an unknown option, a missing value or a value that is no choice, with the nearest right one
 */
export function parseOptions(argv: readonly string[], own: OptionSpecs): Parsed {
  const specs: OptionSpecs = { ...own, ...COMMON }
  const { tokens } = parseArgs({
    args: [...argv],
    options: toParseArgs(specs),
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const options = new Map<string, string[]>()
  const positionals: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind !== 'option') continue
    const value = readValue(token.name, token.rawName, token.value, specs)
    options.set(token.name, [...(options.get(token.name) ?? []), value])
  }
  for (const [name, values] of options)
    if (values.length > 1 && !specs[name]?.multiple && specs[name]?.value)
      throw new UsageError(`--${name} may be given once`)
  return { options, positionals }
}

function toParseArgs(specs: OptionSpecs): ParseArgsOptionsConfig {
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [
      name,
      {
        type: spec.value === undefined ? ('boolean' as const) : ('string' as const),
        multiple: true,
        ...(spec.short === undefined ? {} : { short: spec.short }),
      },
    ]),
  )
}

function readValue(
  name: string,
  typed: string,
  value: string | undefined,
  specs: OptionSpecs,
): string {
  const spec = specs[name]
  if (!spec) throw new UsageError(`${typed} is not an option${suggest(typed, specs)}`)
  if (spec.value === undefined) {
    if (value !== undefined) throw new UsageError(`${typed} takes no value`)
    return ''
  }
  // A value that looks like an option is one that was forgotten.
  if (value === undefined || value === '' || /^--?[a-z]/.test(value))
    throw new UsageError(`${typed} needs a value: ${typed} ${spec.value}`)
  if (spec.choices && !spec.choices.includes(value))
    throw new UsageError(
      `${typed} ${value} is unknown${didYouMean(value, spec.choices) || `; it may be ${spec.choices.join(', ')}`}`,
    )
  return value
}

function suggest(typed: string, specs: OptionSpecs): string {
  const name = nearest(typed.replace(/^-+/, ''), Object.keys(specs))
  return name === undefined ? '' : `; did you mean --${name}?`
}

/** The help lines of options, aligned. */
export function optionLines(specs: OptionSpecs): readonly string[] {
  const rows = Object.entries(specs).map(([name, spec]) => {
    const short = spec.short === undefined ? '    ' : `-${spec.short}, `
    const value = spec.value === undefined ? '' : ` ${spec.value}`
    return { left: `  ${short}--${name}${value}`, help: spec.help }
  })
  const width = Math.max(...rows.map(({ left }) => left.length)) + 2
  return rows.map(({ left, help }) => left.padEnd(width) + help)
}
