import { atLeast } from '../report/level.ts'
import type { Report, Status } from '../report/report.ts'
import type { Row } from './rows.ts'
import type { Style, Tone } from './style.ts'
import { wrap } from './wrap.ts'

/** The verdict in words, and the sum that it comes from. Checks are counted once, whatever the number of drivers. */
export function foot(report: Report, rows: readonly Row[], style: Style, room: number): string[] {
  const counts: readonly (readonly [number, string, Tone])[] = [
    [countOf(rows, 'fail'), 'failed', 'fail'],
    [countOf(rows, 'flaky'), 'flaky', 'fail'],
    [countOf(rows, 'inconclusive'), 'inconclusive', 'open'],
    [report.summary.accepted, 'accepted', 'quiet'],
    [countOf(rows, 'pass'), 'passed', 'pass'],
    [countOf(rows, 'not-applicable'), 'not applicable', 'quiet'],
  ]
  const sum = counts
    .filter(([count]) => count > 0)
    .map(([count, word, tone]) => style(tone, `${count} ${word}`))
  const disputed = new Set(rows.filter((row) => row.disputed).map(({ finding }) => finding.id)).size
  const { word, tone, sentence } = meaning(report, rows)
  return [
    `  ${style('quiet', '─'.repeat(room - 2))}`,
    ...wrap(`${word}  ${sentence}`, room - 2).map((line, at) =>
      at === 0 ? `  ${style(tone, word)}${style('strong', line.slice(word.length))}` : `  ${line}`,
    ),
    `  ${sum.join(style('quiet', ' · '))}`,
    ...(disputed === 0 ? [] : [`  ${style('open', `${disputed} with drivers in disagreement`)}`]),
  ]
}

/** The verdict with what it rests on. */
function meaning(
  report: Report,
  rows: readonly Row[],
): { word: string; tone: Tone; sentence: string } {
  const { minLevel } = report
  const counted = rows.filter(({ finding }) => atLeast(finding.level, minLevel))
  const below = rows.filter(({ finding }) => !atLeast(finding.level, minLevel))
  if (report.verdict === 'fail') {
    const broken = countOf(counted, 'fail', 'flaky')
    return { word: 'FAIL', tone: 'fail', sentence: `${many(broken)} not hold.` }
  }
  if (report.verdict === 'incomplete') {
    const open = countOf(counted, 'inconclusive')
    const sentence =
      open > 0
        ? `${open} ${open === 1 ? 'requirement' : 'requirements'} could not be judged.`
        : 'Nothing passed, so nothing is known.'
    return { word: 'INCOMPLETE', tone: 'open', sentence }
  }
  const loose = countOf(below, 'fail', 'flaky')
  const sentence =
    loose === 0
      ? 'Every requirement that was judged holds.'
      : `Every requirement of level ${minLevel} holds; ${many(loose)} not, and ${loose === 1 ? 'is' : 'are'} below that level.`
  return { word: 'PASS', tone: 'pass', sentence }
}

function many(count: number): string {
  return count === 1 ? '1 requirement does' : `${count} requirements do`
}

function countOf(rows: readonly Row[], ...statuses: readonly Status[]): number {
  const ids = rows
    .filter(({ status }) => statuses.includes(status))
    .map(({ finding }) => finding.id)
  return new Set(ids).size
}
