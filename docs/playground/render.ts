import type { Chain, JarCookie, LabExchange, Recording, Step } from './recording.ts'
import { renderChecklist } from './render-checklist.ts'
import { differs, laneName, renderExchanges, renderMark, renderStatus } from './render-exchange.ts'
import { h, type Child, type Tree } from './tree.ts'

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
  const { steps, findings } = recording
  return h(
    'div',
    { class: 'lab-recording' },
    h(
      'ol',
      { class: 'lab-steps' },
      steps.map((step, index) =>
        renderStep(step, index + 1, open, sound ? sound.steps[index] : step),
      ),
    ),
    findings.length > 0 && renderChecklist(recording, base),
    h(
      'p',
      { class: 'lab-legend' },
      renderMark({ name: '', role: 'access', mark: 'A1' }),
      ' and ',
      renderMark({ name: '', role: 'refresh', mark: 'R1' }),
      ' stand for values of the access and the refresh cookie: the same mark is the same value.',
    ),
  )
}

function renderStep(step: Step, number: number, open: number, sound: Step | undefined): Tree {
  const changed = differs(step, sound)
  return h(
    'li',
    {},
    h(
      'details',
      { class: 'lab-step', open: number === open, 'data-step': String(number) },
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
        h('span', { class: 'lab-outcomes' }, renderOutcomes(step.chains)),
      ),
      h('p', { class: 'lab-note' }, step.note),
      h(
        'div',
        { class: 'lab-lanes', 'aria-hidden': 'true' },
        (['browser', 'app', 'provider'] as const).map((lane) =>
          h('span', { class: `lab-lane-${lane}` }, laneName(lane, step.who)),
        ),
      ),
      renderChains(step, sound?.chains ?? []),
      step.calls.length > 0 && renderCalls(step, sound?.calls ?? []),
      renderJar(step.jar),
    ),
  )
}

/** What a summary shows of the requests: `307 307 200`, with the number of those that went alike. */
function renderOutcomes(chains: readonly Chain[]): Child[] {
  const [first, ...others] = chains.map(({ exchanges }) => exchanges.map(({ status }) => status))
  if (!first) return []
  const alike = others.length > 0 && others.every((other) => !differs(other, first))
  if (!alike) return chains.map(renderOutcome)
  return [h('span', { class: 'lab-count' }, `${chains.length} ×`), renderOutcome(chains[0]!)]
}

function renderOutcome({ exchanges }: Chain): Tree {
  return h(
    'span',
    { class: 'lab-chain-outcome' },
    exchanges.flatMap(({ status }) => [renderStatus(status), ' ']),
  )
}

/** The first chain in full; those that went exactly alike are counted, the others stand folded beside it. */
function renderChains({ chains, who }: Step, sound: readonly Chain[]): Child[] {
  const [first] = chains
  if (!first) return []
  const others = chains.flatMap((chain, index) =>
    differs(chain.exchanges, first.exchanges) ? [{ chain, sound: sound[index] }] : [],
  )
  const alike = chains.length - others.length
  const label = alike > 1 ? `${first.label}; ${alike - 1} others went exactly alike` : first.label
  return [
    ...(label ? [h('p', { class: 'lab-chain-label' }, label)] : []),
    renderExchanges(first.exchanges, sound[0]?.exchanges, who),
    ...others.map((other) =>
      h(
        'details',
        { class: 'lab-chain' },
        h(
          'summary',
          {},
          h('span', {}, other.chain.label ?? 'Another request'),
          renderOutcome(other.chain),
        ),
        renderExchanges(other.chain.exchanges, other.sound?.exchanges, who),
      ),
    ),
  ]
}

function renderCalls({ calls, who }: Step, sound: readonly LabExchange[]): Tree {
  const times = calls.length === 1 ? 'once, for all of them' : `${calls.length} times`
  return h(
    'div',
    { class: 'lab-backstage' },
    h('p', { class: 'lab-chain-label' }, `Meanwhile your app called the provider ${times}:`),
    renderExchanges(calls, sound, who),
  )
}

function renderJar(jar: readonly JarCookie[]): Tree {
  const title = jar.length > 0 ? 'The jar now holds' : 'The jar is empty'
  return h(
    'div',
    { class: 'lab-jar' },
    h('p', { class: 'lab-jar-title' }, title),
    jar.length > 0 && h('ul', {}, jar.map(renderJarCookie)),
  )
}

function renderJarCookie(cookie: JarCookie): Tree {
  const facts = [`Path=${cookie.path}`, cookie.attributes, cookie.until].filter(Boolean)
  return h(
    'li',
    { class: 'lab-cookie', 'data-role': cookie.role },
    h('span', { class: 'lab-cookie-name' }, cookie.name),
    ' ',
    renderMark(cookie),
    h('span', { class: 'lab-why' }, ` ${facts.join(' · ')}`),
  )
}
