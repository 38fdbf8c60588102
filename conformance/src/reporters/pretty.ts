import type { Finding, Report, Status } from '../report/report.ts'
import { escapeControls, showMarks } from './escape.ts'
import type { ReporterOptions, Style, Tone } from './style.ts'
import { columns, pad, wrap } from './wrap.ts'

const WORDS: Readonly<Record<Status, string>> = {
  pass: 'PASS',
  fail: 'FAIL',
  flaky: 'FLAKY',
  inconclusive: 'INCONCLUSIVE',
  'not-applicable': 'n/a',
}

const TONES: Readonly<Record<Status, Tone>> = {
  pass: 'pass',
  fail: 'fail',
  flaky: 'fail',
  inconclusive: 'open',
  'not-applicable': 'quiet',
}

/** A report as a person reads it in a terminal: an overview by group, what does not hold in full, and the sum at the end. */
export function renderPretty(report: Report, { style, width }: ReporterOptions): string {
  const room = Math.max(40, Math.min(width, 110))
  const rows = merge(report.findings)
  const telling = rows.filter(({ status }) => ['fail', 'flaky', 'inconclusive'].includes(status))
  const blocks = [
    head(report, style, room),
    overview(rows, report.drivers.length > 1, style, room),
    ...details(telling, style, room),
    foot(report, rows, style, room),
  ]
  return `\n${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n\n`
}

/** Findings of one check that several drivers share, or that one of them has alone. */
interface Row {
  readonly finding: Finding
  readonly status: Status
  readonly drivers: readonly string[]
  /** Another driver came to another status. */
  readonly disputed: boolean
}

function merge(findings: readonly Finding[]): readonly Row[] {
  const byCheck = Map.groupBy(findings, ({ id }) => id)
  return [...byCheck.values()].flatMap((group) => {
    const byStatus = [...Map.groupBy(group, ({ status }) => status).values()]
    return byStatus.flatMap((same): Row[] => {
      const [finding] = same
      if (!finding) return []
      const drivers = same.map(({ driver }) => driver)
      return [{ finding, status: finding.status, drivers, disputed: byStatus.length > 1 }]
    })
  })
}

function head(report: Report, style: Style, room: number): string[] {
  const name = `${report.tool.name} ${report.tool.version}`
  const facts = [
    report.drivers.length === 0 ? 'no driver' : report.drivers.join(' and '),
    `${report.requests} requests`,
    seconds(report.durationMs),
    `requirements ${report.requirements}`,
  ].join(' · ')
  const found = report.target.discovered.map(({ what, value, how }) => [what, `${value} (${how})`])
  return [
    `  ${style('strong', clean(report.target.url))}`,
    ...wrap(`${name} · ${facts}`, room - 2).map((line) => `  ${style('quiet', line)}`),
    ...(found.length === 0 ? [] : ['']),
    ...found.flatMap(([what = '', value = '']) =>
      labelled(what, value, style, room, 'quiet', found),
    ),
    ...report.notes.flatMap((note) => ['', ...paragraph(note, style, room, 'open')]),
  ]
}

const STATUS_WIDTH = 14
const LEVEL_WIDTH = 8

function overview(rows: readonly Row[], several: boolean, style: Style, room: number): string[] {
  const slugs = rows.map(({ finding }) => slugOf(finding))
  const slugWidth = Math.max(...slugs.map(columns), 8) + 2
  const groups = Map.groupBy(rows, ({ finding }) => finding.group)
  return [...groups].flatMap(([group, own], at) => [
    ...(at === 0 ? [] : ['']),
    `  ${style('heading', group)}`,
    ...own.flatMap((row) => overviewLine(row, slugWidth, several, style, room)),
  ])
}

function overviewLine(
  row: Row,
  slugWidth: number,
  several: boolean,
  style: Style,
  room: number,
): string[] {
  const { finding, status, drivers, disputed } = row
  const word = style(TONES[status], pad(WORDS[status], STATUS_WIDTH))
  const level = style('quiet', pad(finding.level, LEVEL_WIDTH))
  const slug = pad(slugOf(finding), slugWidth)
  const who = several && (disputed || drivers.length === 1) ? `${drivers.join(', ')} only` : ''
  const left = 4 + STATUS_WIDTH + LEVEL_WIDTH + slugWidth
  const space = room - left - (who === '' ? 0 : columns(who) + 2)
  // Where there is no room for the title beside it, the id speaks for itself.
  const title = space >= 30 ? ellipsis(finding.title, space) : ''
  const text = `    ${word}${level}${status === 'pass' ? slug : style('strong', slug)}`
  const tail = who === '' ? '' : style('open', `${title === '' ? '' : '  '}${who}`)
  return [`${text}${style('quiet', title)}${tail}`.trimEnd()]
}

function details(rows: readonly Row[], style: Style, room: number): string[][] {
  return rows.map((row) => detail(row, style, room))
}

function detail(row: Row, style: Style, room: number): string[] {
  const { finding, status, drivers, disputed } = row
  const open = status === 'inconclusive'
  const facts = `${finding.level} · ${drivers.join(' and ')}`
  const title = `${WORDS[status]}  ${finding.id}`
  const fits = columns(`${title}  ${facts}`) + 2 <= room
  const say = (label: string, text: string, tone?: Tone): readonly string[] =>
    labelled(label, text, style, room, tone)
  return [
    rule(style, room),
    `  ${style(TONES[status], WORDS[status])}  ${style('strong', finding.id)}${fits ? `  ${style('quiet', facts)}` : ''}`,
    ...(fits ? [] : [`  ${style('quiet', facts)}`]),
    ...paragraph(finding.title, style, room),
    '',
    ...paragraph(finding.because, style, room, TONES[status]),
    ...(disputed ? paragraph(DISPUTE, style, room, 'open') : []),
    '',
    ...say('expected', finding.expected),
    ...seenLines(finding, style, room),
    ...(finding.hint === undefined ? [] : say('to judge it', finding.hint, 'strong')),
    ...(open ? [] : ['', ...say('why', finding.why), '', ...say('fix', finding.fix)]),
    '',
    ...(open
      ? []
      : finding.refs.flatMap((ref) => say('source', `${ref.label} ${ref.url}`, 'quiet'))),
    ...say('more', `conformance explain ${finding.id}`, 'quiet'),
  ]
}

const DISPUTE =
  'The drivers disagree: a real browser and the strict cookie reader saw this differently.'

const LABEL_WIDTH = 13

/** A label, and a text that hangs beside it; below it where the terminal is narrow. */
function labelled(
  label: string,
  text: string,
  style: Style,
  room: number,
  tone?: Tone,
  table: readonly (readonly string[])[] = [],
): string[] {
  const indent = Math.max(LABEL_WIDTH, ...table.map(([what = '']) => columns(what) + 2))
  const dress = (line: string): string => (tone ? style(tone, line) : line)
  const lines = wrap(clean(text), room - indent - 2)
  return lines.map(
    (line, at) => `  ${style('quiet', pad(at === 0 ? label : '', indent))}${dress(line)}`,
  )
}

function seenLines(finding: Finding, style: Style, room: number): string[] {
  if (finding.seen.length === 0) return []
  const ids = Math.max(...finding.seen.map(({ exchange }) => columns(exchange))) + 2
  const space = room - LABEL_WIDTH - 2 - ids
  return finding.seen.flatMap(({ line, exchange }, first) =>
    wrap(clean(line), space).map((piece, at) => {
      const label = pad(first === 0 && at === 0 ? 'seen' : '', LABEL_WIDTH)
      const id = pad(at === 0 ? clean(exchange) : '', ids)
      return `  ${style('quiet', label + id)}${style('wire', piece)}`
    }),
  )
}

function paragraph(text: string, style: Style, room: number, tone?: Tone): string[] {
  return wrap(clean(text), room - 2).map((line) => `  ${tone ? style(tone, line) : line}`)
}

function rule(style: Style, room: number): string {
  return `  ${style('quiet', '─'.repeat(room - 2))}`
}

function foot(report: Report, rows: readonly Row[], style: Style, room: number): string[] {
  const count = (...statuses: readonly Status[]): number =>
    new Set(rows.filter(({ status }) => statuses.includes(status)).map(({ finding }) => finding.id))
      .size
  const parts: readonly (readonly [number, string, Tone])[] = [
    [count('fail'), 'failed', 'fail'],
    [count('flaky'), 'flaky', 'fail'],
    [count('inconclusive'), 'inconclusive', 'open'],
    [report.summary.accepted, 'accepted', 'quiet'],
    [count('pass'), 'passed', 'pass'],
    [count('not-applicable'), 'not applicable', 'quiet'],
  ]
  const sum = parts
    .filter(([number]) => number > 0)
    .map(([number, word, tone]) => style(tone, `${number} ${word}`))
  const disputed = new Set(rows.filter((row) => row.disputed).map(({ finding }) => finding.id)).size
  return [
    rule(style, room),
    `  ${sum.join(', ')}`,
    ...(disputed === 0
      ? []
      : paragraph(`${disputed} on which the drivers disagree`, style, room, 'open')),
    ...paragraph(meaning(report, count('pass')), style, room, 'strong'),
  ]
}

/** What the exit code says, in words. */
function meaning(report: Report, passed: number): string {
  const from =
    report.minLevel === 'may'
      ? ''
      : ` at level ${report.minLevel}${report.minLevel === 'must' ? '' : ' or above'}`
  switch (report.verdict) {
    case 'pass':
      return `Every requirement${from} holds.`
    case 'fail':
      return `At least one requirement${from} does not hold.`
    case 'incomplete':
      return passed === 0
        ? 'Incomplete: nothing passed, so nothing is known.'
        : `Incomplete: a requirement${from} could not be judged.`
  }
}

function slugOf(finding: Finding): string {
  return finding.id.slice(finding.group.length + 1)
}

function clean(text: string): string {
  return escapeControls(showMarks(text))
}

function ellipsis(text: string, space: number): string {
  return columns(text) <= space ? text : `${text.slice(0, space - 1).trimEnd()}…`
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}
