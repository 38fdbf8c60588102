import type { Check } from '../../checks/check.ts'
import { citations } from '../../checks/citations.ts'
import { checkById, checks } from '../../checks/index.ts'
import { didYouMean } from '../../config/nearest.ts'
import type { Style } from '../../reporters/style.ts'
import { pad, wrap } from '../../reporters/wrap.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit.ts'
import { UsageError } from '../usage-error.ts'

export const explainCommand: Command = {
  name: 'explain',
  usage: 'explain <check-id>',
  summary: 'Says of a check why it matters, how it is judged, what would pass, and how to fix it.',
  options: {},
  async run(parsed, terminal) {
    const [id, ...more] = parsed.positionals
    if (id === undefined || more.length > 0)
      throw new UsageError('explain takes one check: conformance explain cookies/secure')
    const check = checkById(id)
    if (!check)
      throw new UsageError(
        `no check is called "${id}"${didYouMean(
          id,
          checks.map((each) => each.id),
        )}`,
      )
    terminal.print(explain(check, terminal.style, terminal.width))
    return EXIT.pass
  },
}

const LABEL = 12

function explain(check: Check, style: Style, width: number): string {
  const room = Math.max(40, Math.min(width, 100)) - 2
  const section = (label: string, text: string): string[] =>
    wrap(text, room - LABEL).map(
      (line, at) => `  ${style('quiet', pad(at === 0 ? label : '', LABEL))}${line}`,
    )
  const others = Object.entries(check.fix.others ?? {})
  const lines = [
    `  ${style('strong', check.id)}  ${style('quiet', `${check.level} · ${check.drivers.join(' and ')}`)}`,
    ...wrap(check.title, room).map((line) => `  ${line}`),
    '',
    ...section('why', check.why),
    '',
    ...section('judged', check.judged),
    '',
    ...section('passes', check.expected),
    '',
    ...section('Express', check.fix.express),
    ...others.flatMap(([stack, note]) => ['', ...noted(stack, note, room, style)]),
    '',
    ...check.citations.flatMap((id, at) => {
      const { label, section: part, url } = citations[id]
      return [...section(at === 0 ? 'sources' : '', `${label} ${part}`), ...section('', url)]
    }),
  ]
  return `\n${lines.join('\n')}\n\n`
}

/** A stack's name may be longer than a label: then it stands on a line of its own. */
function noted(stack: string, note: string, room: number, style: Style): string[] {
  const beside = stack.length < LABEL
  const lines = wrap(note, room - LABEL).map(
    (line, at) => `  ${style('quiet', pad(at === 0 && beside ? stack : '', LABEL))}${line}`,
  )
  return beside ? lines : [`  ${style('quiet', stack)}`, ...lines]
}
