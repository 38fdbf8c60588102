import type { LabFinding, Recording } from './recording.ts'
import { h, type Tree } from './tree.ts'

const words: Readonly<Record<LabFinding['status'], string>> = {
  pass: 'PASS',
  fail: 'FAIL',
  'not-applicable': 'N/A',
  inconclusive: 'UNJUDGED',
}

/** Each requirement with its verdict in words, and the lines of the wire that show it. */
export function renderChecklist({ findings, scenario }: Recording, base: string): Tree {
  return h(
    'div',
    { class: 'lab-checklist' },
    h('p', { class: 'lab-checklist-title' }, 'Checklist', h('span', {}, tally(findings))),
    h(
      'ul',
      {},
      findings.map((finding) => renderFinding(finding, base, scenario)),
    ),
  )
}

function renderFinding(finding: LabFinding, base: string, scenario: string): Tree {
  const { id, status, title, because, seen, expected } = finding
  return h(
    'li',
    { id: anchorOf(scenario, id) },
    h(
      'details',
      { class: 'lab-finding', 'data-status': status, open: status === 'fail' },
      h(
        'summary',
        {},
        h('span', { class: 'lab-verdict' }, words[status]),
        h('span', { class: 'lab-finding-title' }, title),
      ),
      h('p', {}, because),
      seen.length > 0 &&
        h(
          'ul',
          { class: 'lab-seen' },
          seen.map((line) => h('li', {}, h('code', {}, line))),
        ),
      status !== 'pass' && h('p', { class: 'lab-expected' }, h('b', {}, 'Expected: '), expected),
      h('p', { class: 'lab-check-link' }, h('a', { href: `${base}checklist/${id}/` }, id)),
    ),
  )
}

/** What came of a run: how many requirements hold, and which do not. */
export function renderVerdict({ findings, scenario }: Recording, ran: string): Tree {
  const failed = findings.filter(({ status }) => status === 'fail')
  return h(
    'span',
    {},
    h('strong', {}, tally(findings)),
    ` ${ran}`,
    failed.flatMap(({ id, title }, index) => [
      index === 0 ? ' FAIL: ' : '; ',
      h('a', { href: `#${anchorOf(scenario, id)}` }, title),
    ]),
  )
}

function anchorOf(scenario: string, id: string): string {
  return `${scenario}-${id.replace('/', '-')}`
}

function tally(findings: readonly LabFinding[]): string {
  const count = (wanted: LabFinding['status']): number =>
    findings.filter(({ status }) => status === wanted).length
  return (['fail', 'pass', 'inconclusive'] as const)
    .flatMap((status) => (count(status) > 0 ? [`${count(status)} ${words[status]}`] : []))
    .join(', ')
}
