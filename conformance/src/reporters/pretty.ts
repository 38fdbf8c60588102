import type { Finding, Report, Status } from '../report/report.ts'
import { escapeControls, showMarks } from './escape.ts'
import { foot } from './pretty-foot.ts'
import { rowsOf, TONES, WORDS, type Row } from './rows.ts'
import type { ReporterOptions, Style, Tone } from './style.ts'
import { columns, pad, wrap } from './wrap.ts'

/** A sheet to write on: how text is dressed, and how many columns there are. */
interface Sheet {
  readonly style: Style
  readonly room: number
  /** Too narrow for labels beside their text. */
  readonly narrow: boolean
}

const TELLING: readonly Status[] = ['inconclusive', 'flaky', 'fail']

/**
 * A report as a person reads it in a terminal: an overview by group, then what does not hold in full,
 * and the sum at the end, where the eye rests.
 */
export function renderPretty(report: Report, { style, width }: ReporterOptions): string {
  const room = Math.max(40, Math.min(width, 110))
  const sheet: Sheet = { style, room, narrow: room < 72 }
  const rows = rowsOf(report.findings)
  const telling = rows
    .filter(({ status }) => TELLING.includes(status))
    .sort((a, b) => TELLING.indexOf(a.status) - TELLING.indexOf(b.status))
  const blocks = [
    head(report, sheet),
    overview(rows, sheet),
    ...telling.map((row) => detail(row, sheet)),
    foot(report, rows, style, room),
  ]
  return `\n${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n\n`
}

function head(report: Report, sheet: Sheet): string[] {
  const { style, room } = sheet
  const facts = [
    `${report.tool.name} ${report.tool.version}`,
    report.drivers.length === 0 ? 'no driver' : report.drivers.join(' and '),
    `${report.requests} requests`,
    `${(report.durationMs / 1000).toFixed(1)} s`,
    `requirements ${report.requirements}`,
  ].join(' · ')
  const found = report.target.discovered
  return [
    `  ${style('strong', clean(report.target.url))}`,
    ...wrap(facts, room - 2).map((line) => `  ${style('quiet', line)}`),
    ...(found.length === 0 ? [] : ['']),
    ...found.flatMap(({ what, value, how }) => labelled(what, `${value} (${how})`, sheet, 'quiet')),
    ...report.notes.flatMap((note) => ['', ...paragraph(note, sheet, 'open')]),
  ]
}

function overview(rows: readonly Row[], sheet: Sheet): string[] {
  const widths = {
    status: widest(rows.map(({ status }) => WORDS[status])),
    level: widest(rows.map(({ finding }) => finding.level)),
    slug: widest(rows.map(({ finding }) => slugOf(finding))),
  }
  return [...Map.groupBy(rows, ({ finding }) => finding.group)].flatMap(([group, own], at) => [
    ...(at === 0 ? [] : ['']),
    `  ${sheet.style('heading', group)}`,
    ...own.map((row) => overviewLine(row, widths, sheet)),
  ])
}

function overviewLine(
  { finding, status, drivers, divided }: Row,
  widths: { status: number; level: number; slug: number },
  { style, room }: Sheet,
): string {
  const word = style(TONES[status], pad(WORDS[status], widths.status))
  const level = style('quiet', pad(finding.level, widths.level))
  const slug = pad(slugOf(finding), widths.slug)
  const who = divided ? `in ${drivers.join(' and ')}` : ''
  const space = room - 4 - widths.status - widths.level - widths.slug - columns(who) - 2
  // Where there is no room for the title, the id speaks for itself.
  const title = space >= 24 ? pad(ellipsis(finding.title, space), space + 2) : ''
  const text = `    ${word}${level}${TELLING.includes(status) ? style('strong', slug) : slug}`
  return `${text}${style('quiet', who === '' ? title.trimEnd() : title)}${style('open', who)}`.trimEnd()
}

function detail({ finding, status, drivers, disputed }: Row, sheet: Sheet): string[] {
  const { style, room } = sheet
  const facts = `${finding.level} · ${drivers.join(' and ')}`
  const fits = columns(`${WORDS[status]}  ${finding.id}  ${facts}`) + 2 <= room
  const name = `  ${style(TONES[status], WORDS[status])}  ${style('strong', finding.id)}`
  const open = status === 'inconclusive'
  return [
    `  ${style('quiet', '─'.repeat(room - 2))}`,
    fits ? `${name}  ${style('quiet', facts)}` : name,
    ...(fits ? [] : [`  ${style('quiet', facts)}`]),
    ...paragraph(finding.title, sheet),
    '',
    ...paragraph(finding.because, sheet, TONES[status]),
    ...(disputed ? paragraph(DISPUTE, sheet, 'open') : []),
    '',
    ...labelled('expected', finding.expected, sheet),
    ...seenLines(finding, sheet),
    ...(finding.hint === undefined ? [] : labelled('to judge it', finding.hint, sheet, 'strong')),
    ...(open ? [] : ['', ...labelled('fix', finding.fix, sheet)]),
    ...(open ? [] : ['', ...labelled('why', finding.why, sheet)]),
    '',
    ...(open ? [] : sources(finding, sheet)),
    ...labelled('more', `conformance explain ${finding.id}`, sheet, 'quiet'),
  ]
}

const DISPUTE =
  'The drivers disagree: a real browser and the strict cookie reader saw this differently.'

const LABEL_WIDTH = 13

/** A label with its text beside it, or below it where the terminal is narrow. */
function labelled(label: string, text: string, sheet: Sheet, tone?: Tone): string[] {
  const { style, room, narrow } = sheet
  const indent = narrow ? 2 : LABEL_WIDTH
  const lines = wrap(clean(text), room - indent - 2)
  return beside(
    label,
    lines.map((line) => (tone ? style(tone, line) : line)),
    sheet,
  )
}

function beside(name: string, lines: readonly string[], { style, narrow }: Sheet): string[] {
  const label = clean(name)
  if (narrow) return [`  ${style('quiet', label)}`, ...lines.map((line) => `    ${line}`)]
  return lines.map(
    (line, at) => `  ${style('quiet', pad(at === 0 ? label : '', LABEL_WIDTH))}${line}`,
  )
}

/** As many lines as show the point; the report as JSON has them all. */
const SHOWN = 4

function seenLines(finding: Finding, sheet: Sheet): string[] {
  if (finding.seen.length === 0) return []
  const shown = finding.seen.slice(0, finding.seen.length === SHOWN + 1 ? SHOWN + 1 : SHOWN)
  const more = finding.seen.length - shown.length
  const ids = widest(shown.map(({ exchange }) => exchange))
  const space = sheet.room - (sheet.narrow ? 2 : LABEL_WIDTH) - 2 - ids
  const lines = shown.flatMap(({ line, exchange }) =>
    wrap(clean(line), space).map(
      (piece, at) =>
        sheet.style('quiet', pad(at === 0 ? clean(exchange) : '', ids)) +
        sheet.style('wire', piece),
    ),
  )
  const rest = more === 0 ? [] : [sheet.style('quiet', `${pad('', ids)}and ${more} more`)]
  return beside('seen', [...lines, ...rest], sheet)
}

/** Addresses are never broken: a terminal can then open them. */
function sources(finding: Finding, sheet: Sheet): string[] {
  const space = sheet.room - (sheet.narrow ? 2 : LABEL_WIDTH) - 2
  const lines = finding.refs.flatMap(({ label, url }) => {
    const both = `${clean(label)}  ${clean(url)}`
    return columns(both) <= space ? [both] : [...wrap(clean(label), space), clean(url)]
  })
  return beside(
    'source',
    lines.map((line) => sheet.style('quiet', line)),
    sheet,
  )
}

function paragraph(text: string, { style, room }: Sheet, tone?: Tone): string[] {
  return wrap(clean(text), room - 2).map((line) => `  ${tone ? style(tone, line) : line}`)
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(columns)) + 2
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
