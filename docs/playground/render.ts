import type {
  AnswerLine,
  Chain,
  JarCookie,
  LabExchange,
  LabFinding,
  Lane,
  MarkedCookie,
  Recording,
  Step,
  Travel,
} from './recording.ts'
import { h, type Child, type Tree } from './tree.ts'

const laneNames: Readonly<Record<Lane, string>> = {
  browser: 'Browser',
  app: 'Your app',
  provider: 'Provider',
}

export interface RenderOptions {
  /** Path of the site, ending in a slash: the checklist's pages are under it. */
  readonly base: string
  /** Which step stands open, from 1. */
  readonly open: number
  /** The same story with nothing changed: what differs from it is pointed out. */
  readonly sound?: Recording
}

/** A recording as a tree: the build writes it as HTML, the page as DOM. */
export function renderRecording(recording: Recording, { base, open, sound }: RenderOptions): Tree {
  return h(
    'div',
    { class: 'lab-recording' },
    h(
      'ol',
      { class: 'lab-steps' },
      recording.steps.map((step, index) =>
        renderStep(step, index + 1, open, sound ? sound.steps[index] : step),
      ),
    ),
    recording.findings.length > 0 && renderChecklist(recording, base),
  )
}

function renderStep(step: Step, number: number, open: number, sound: Step | undefined): Tree {
  const changed = differs(step, sound)
  return h(
    'li',
    {},
    h(
      'details',
      {
        class: 'lab-step',
        open: number === open,
        'data-step': String(number),
        'data-changed': changed,
      },
      h(
        'summary',
        {},
        h('span', { class: 'lab-at' }, step.at),
        h(
          'span',
          { class: 'lab-step-title' },
          step.title,
          changed && h('span', { class: 'lab-changed' }, 'changed'),
        ),
        h('span', { class: 'lab-outcomes' }, step.chains.map(renderOutcome)),
      ),
      h('p', { class: 'lab-note' }, step.note),
      h(
        'div',
        { class: 'lab-lanes', 'aria-hidden': 'true' },
        (['browser', 'app', 'provider'] as const).map((lane) =>
          h('span', { class: `lab-lane-${lane}` }, lane === 'browser' ? step.who : laneNames[lane]),
        ),
      ),
      renderChains(step.chains, sound?.chains ?? []),
      step.calls.length > 0 && renderCalls(step.calls, sound?.calls ?? []),
      renderJar(step.jar),
    ),
  )
}

/** The statuses of a chain, as a summary shows them: `307 307 200`. */
function renderOutcome({ exchanges }: Chain): Tree {
  return h(
    'span',
    { class: 'lab-chain-outcome' },
    exchanges.flatMap(({ status }, index): Child[] => [
      index > 0 ? ' ' : '',
      h(
        'span',
        { class: 'lab-status', 'data-kind': kindOf(status) },
        status ? String(status) : '–',
      ),
    ]),
    ' ',
  )
}

/** The first chain in full; others stand folded beside it. */
function renderChains([first, ...others]: readonly Chain[], sound: readonly Chain[]): Child[] {
  if (!first) return []
  return [
    ...(first.label ? [h('p', { class: 'lab-chain-label' }, first.label)] : []),
    renderExchanges(first.exchanges, sound[0]?.exchanges),
    ...others.map((chain, index) =>
      h(
        'details',
        { class: 'lab-chain' },
        h('summary', {}, h('span', {}, chain.label ?? 'Another request'), renderOutcome(chain)),
        renderExchanges(chain.exchanges, sound[index + 1]?.exchanges),
      ),
    ),
  ]
}

function renderCalls(calls: readonly LabExchange[], sound: readonly LabExchange[]): Tree {
  return h(
    'div',
    { class: 'lab-backstage' },
    h(
      'p',
      { class: 'lab-chain-label' },
      calls.length === 1
        ? 'Meanwhile your app called the provider once, for all of them:'
        : `Meanwhile your app called the provider ${calls.length} times:`,
    ),
    renderExchanges(calls, sound),
  )
}

function renderExchanges(
  exchanges: readonly LabExchange[],
  sound: readonly LabExchange[] = [],
): Tree {
  return h(
    'ol',
    { class: 'lab-exchanges' },
    exchanges.map((exchange, index) => renderExchange(exchange, sound[index])),
  )
}

function renderExchange(exchange: LabExchange, sound: LabExchange | undefined): Tree {
  const { from, to, method, target, context, travel, body, calls, status, reason } = exchange
  const sent = travel.filter(({ heldBack }) => heldBack === undefined)
  const held = travel.filter(({ heldBack }) => heldBack !== undefined)
  return h(
    'li',
    { class: 'lab-exchange', 'data-span': `${from}-${to}` },
    h(
      'div',
      { class: 'lab-request' },
      h('span', { class: 'lab-route' }, `${laneNames[from]} → ${laneNames[to]}`),
      h('code', { class: 'lab-line' }, h('b', {}, method), ' ', ...breakable(target)),
      context && h('span', { class: 'lab-context' }, context),
      sent.length > 0 &&
        h(
          'ul',
          { class: 'lab-cookies', 'aria-label': 'Cookies sent' },
          sent.map((cookie) => renderTravel(cookie, sound?.travel)),
        ),
      held.length > 0 &&
        h(
          'ul',
          { class: 'lab-cookies', 'aria-label': 'Cookies held back' },
          held.map((cookie) => renderTravel(cookie, sound?.travel)),
        ),
      body && h('code', { class: 'lab-body' }, body),
    ),
    calls.length > 0 && renderExchanges(calls, sound?.calls),
    h(
      'div',
      { class: 'lab-answer' },
      h(
        'code',
        { class: 'lab-line', 'data-changed': status !== sound?.status },
        h(
          'span',
          { class: 'lab-status', 'data-kind': kindOf(status) },
          status ? String(status) : '–',
        ),
        ' ',
        reason,
      ),
      exchange.lines.map((line) => renderLine(line, sound?.lines)),
      exchange.answer && h('code', { class: 'lab-body' }, exchange.answer),
    ),
  )
}

function renderTravel(cookie: Travel, sound: readonly Travel[] | undefined): Tree {
  return h(
    'li',
    {
      class: 'lab-cookie',
      'data-role': cookie.role,
      'data-held': cookie.heldBack !== undefined,
      'data-changed': isNew(cookie, sound),
    },
    h('span', { class: 'lab-cookie-name' }, cookie.name),
    ' ',
    renderMark(cookie),
    cookie.heldBack !== undefined &&
      h('span', { class: 'lab-why' }, ` stays home: ${cookie.heldBack}`),
  )
}

function renderMark({ mark, role }: MarkedCookie): Tree {
  return h('span', { class: 'lab-mark', 'data-role': role }, mark)
}

function renderLine(line: AnswerLine, sound: readonly AnswerLine[] | undefined): Tree {
  const { name, value, cookie } = line
  const done = cookie && { stored: '', removed: ' removed', refused: ' refused' }[cookie.done]
  return h(
    'code',
    {
      class: 'lab-header',
      'data-done': cookie?.done,
      'data-role': cookie?.role,
      'data-changed': isNew(line, sound),
    },
    h('span', { class: 'lab-header-name' }, `${name}: `),
    ...(cookie ? markedValue(value, cookie) : breakable(value)),
    done && h('strong', {}, `${done}${cookie?.because ? `: ${cookie.because}` : ''}`),
  )
}

/** The value with the cookie's mark made visible: `name=` mark `; attributes`. */
function markedValue(value: string, cookie: MarkedCookie): Child[] {
  const head = `${cookie.name}=${cookie.mark}`
  if (!cookie.mark || !value.startsWith(head)) return [value]
  return [`${cookie.name}=`, renderMark(cookie), value.slice(head.length)]
}

/** Long targets may break after `&`, `?` and `/`. */
function breakable(text: string): Child[] {
  return text.split(/(?<=[&?/])/).flatMap((part, index) => (index > 0 ? [h('wbr'), part] : [part]))
}

function renderJar(jar: readonly JarCookie[]): Tree {
  return h(
    'div',
    { class: 'lab-jar' },
    h('p', { class: 'lab-jar-title' }, jar.length > 0 ? 'The jar now holds' : 'The jar is empty'),
    jar.length > 0 &&
      h(
        'ul',
        {},
        jar.map((cookie) =>
          h(
            'li',
            { class: 'lab-cookie', 'data-role': cookie.role },
            h('span', { class: 'lab-cookie-name' }, cookie.name),
            ' ',
            renderMark(cookie),
            h(
              'span',
              { class: 'lab-why' },
              ` Path=${cookie.path}`,
              cookie.attributes && ` · ${cookie.attributes}`,
              ` · ${cookie.until}`,
            ),
          ),
        ),
      ),
  )
}

const words: Readonly<Record<LabFinding['status'], string>> = {
  pass: 'PASS',
  fail: 'FAIL',
  'not-applicable': 'N/A',
  inconclusive: 'UNJUDGED',
}

function renderChecklist({ findings, scenario }: Recording, base: string): Tree {
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
  return h(
    'li',
    { id: anchorOf(scenario, finding.id) },
    h(
      'details',
      { class: 'lab-finding', 'data-status': finding.status, open: finding.status === 'fail' },
      h(
        'summary',
        {},
        h('span', { class: 'lab-verdict' }, words[finding.status]),
        h('span', { class: 'lab-finding-title' }, finding.title),
      ),
      h('p', {}, finding.because),
      finding.seen.length > 0 &&
        h(
          'ul',
          { class: 'lab-seen' },
          finding.seen.map((line) => h('li', {}, h('code', {}, line))),
        ),
      finding.status !== 'pass' &&
        h('p', { class: 'lab-expected' }, h('b', {}, 'Expected: '), finding.expected),
      h(
        'p',
        { class: 'lab-check-link' },
        h('a', { href: `${base}checklist/${finding.id}/` }, finding.id),
      ),
    ),
  )
}

/** What came of a run: how many requirements hold, and which do not. */
export function renderOutcomeLine({ findings, scenario }: Recording, ran: string): Tree {
  const failed = findings.filter(({ status }) => status === 'fail')
  return h(
    'span',
    {},
    h('strong', {}, tally(findings)),
    ` ${ran}`,
    failed
      .map(({ id, title }, index) => [
        index === 0 ? ' FAIL: ' : '; ',
        h('a', { href: `#${anchorOf(scenario, id)}` }, title),
      ])
      .flat(),
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

/** Whether a step went otherwise than in the sound run. */
export function differs(seen: unknown, sound: unknown): boolean {
  return JSON.stringify(seen) !== JSON.stringify(sound)
}

function kindOf(status: number): string {
  if (status === 0) return 'none'
  if (status < 300) return 'good'
  return status < 400 ? 'moved' : 'bad'
}

function isNew<T>(seen: T, sound: readonly T[] | undefined): boolean {
  return !(sound ?? []).some((each) => !differs(seen, each))
}
