import { styleText } from 'node:util'
import type { Style, Tone } from '../reporters/style.ts'

type Format = Parameters<typeof styleText>[0]

const FORMATS: Readonly<Record<Tone, Format>> = {
  pass: 'green',
  fail: ['red', 'bold'],
  open: 'yellow',
  quiet: 'dim',
  strong: 'bold',
  heading: ['bold', 'underline'],
  wire: 'cyan',
}

/** The one way to a person's eyes: reports go to stdout, everything else to stderr. */
export interface Terminal {
  readonly style: Style
  /** Columns of stdout. */
  readonly width: number
  /** Writes to stdout. */
  print(text: string): void
  /** Writes a line to stderr, above the live line. */
  say(text: string): void
  /** Shows what is under way: one changing line on a terminal, a line each elsewhere. */
  progress(text: string): void
  /** Takes the live line away. */
  settle(): void
}

export interface TerminalOptions {
  readonly color: 'auto' | 'never'
  readonly quiet: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

/** The process's own terminal. */
export function processTerminal(options: TerminalOptions): Terminal {
  const { stdout, stderr, env } = process
  const colored = colors(options.color, env, stdout.isTTY)
  const live = stderr.isTTY && env['CI'] === undefined && env['TERM'] !== 'dumb'
  let line = ''
  const clear = (): void => {
    if (line !== '') stderr.write('\r\u001b[2K')
    line = ''
  }
  return {
    style: (tone, text) =>
      colored && text !== '' ? styleText(FORMATS[tone], text, { validateStream: false }) : text,
    width: stdout.columns ?? (Number(env['COLUMNS']) || 100),
    print(text) {
      clear()
      stdout.write(text)
    },
    say(text) {
      clear()
      stderr.write(`${text}\n`)
    },
    progress(text) {
      if (options.quiet || text === line) return
      if (!live) {
        stderr.write(`${text}\n`)
        return
      }
      clear()
      line = text.slice(0, (stderr.columns ?? 80) - 1)
      stderr.write(line)
    },
    settle: clear,
  }
}

/** NO_COLOR and FORCE_COLOR as no-color.org and Node have them: forbidding goes before forcing. */
export function colors(choice: 'auto' | 'never', env: Environment, isTty: boolean): boolean {
  if (choice === 'never' || (env['NO_COLOR'] ?? '') !== '') return false
  const forced = env['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  return isTty && env['TERM'] !== 'dumb'
}
