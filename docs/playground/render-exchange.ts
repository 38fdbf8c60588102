import type { AnswerLine, LabExchange, Lane, MarkedCookie, Travel } from './recording.ts'
import { h, type Child, type Tree } from './tree.ts'

const laneNames: Readonly<Record<Lane, string>> = {
  browser: 'Browser',
  app: 'Your app',
  provider: 'Provider',
}

/** @param who whose browser it is */
export function laneName(lane: Lane, who: string): string {
  return lane === 'browser' ? who : laneNames[lane]
}

/** Exchanges in order; what differs from the sound run's at the same place is pointed out. */
export function renderExchanges(
  exchanges: readonly LabExchange[],
  sound: readonly LabExchange[] = [],
  who: string,
): Tree {
  return h(
    'ol',
    { class: 'lab-exchanges' },
    exchanges.map((exchange, index) => renderExchange(exchange, sound[index], who)),
  )
}

function renderExchange(exchange: LabExchange, sound: LabExchange | undefined, who: string): Tree {
  const { from, to, calls } = exchange
  return h(
    'li',
    { class: 'lab-exchange', 'data-span': `${from}-${to}` },
    renderRequest(exchange, sound, `${laneName(from, who)} → ${laneName(to, who)}`),
    calls.length > 0 && renderExchanges(calls, sound?.calls, who),
    renderAnswer(exchange, sound),
  )
}

function renderRequest(
  { method, target, context, travel, body }: LabExchange,
  sound: LabExchange | undefined,
  route: string,
): Tree {
  const cookies = (label: string, chosen: readonly Travel[]): Child[] => {
    if (chosen.length === 0) return []
    const items = chosen.map((cookie) => renderTravel(cookie, sound?.travel))
    return [h('ul', { class: 'lab-cookies', 'aria-label': label }, items)]
  }
  return h(
    'div',
    { class: 'lab-request' },
    h('span', { class: 'lab-route' }, route),
    h('code', { class: 'lab-line' }, h('b', {}, method), ' ', ...breakable(target)),
    context && h('span', { class: 'lab-context' }, context),
    ...cookies(
      'Cookies sent',
      travel.filter(({ heldBack }) => heldBack === undefined),
    ),
    ...cookies(
      'Cookies held back',
      travel.filter(({ heldBack }) => heldBack !== undefined),
    ),
    body && h('code', { class: 'lab-body' }, body),
  )
}

function renderAnswer(
  { status, reason, lines, answer }: LabExchange,
  sound: LabExchange | undefined,
): Tree {
  return h(
    'div',
    { class: 'lab-answer' },
    h(
      'code',
      { class: 'lab-line', 'data-changed': status !== sound?.status },
      renderStatus(status),
      ' ',
      reason,
    ),
    lines.map((line) => renderLine(line, sound?.lines)),
    answer && h('code', { class: 'lab-body' }, answer),
  )
}

function renderTravel(cookie: Travel, sound: readonly Travel[] | undefined): Tree {
  const { name, role, heldBack } = cookie
  return h(
    'li',
    {
      class: 'lab-cookie',
      'data-role': role,
      'data-held': heldBack !== undefined,
      'data-changed': isNew(cookie, sound),
    },
    h('span', { class: 'lab-cookie-name' }, name),
    ' ',
    renderMark(cookie),
    heldBack !== undefined && h('span', { class: 'lab-why' }, ` stays home: ${heldBack}`),
  )
}

export function renderMark({ mark, role }: MarkedCookie): Tree {
  return h('span', { class: 'lab-mark', 'data-role': role }, mark)
}

export function renderStatus(status: number): Tree {
  return h(
    'span',
    { class: 'lab-status', 'data-kind': kindOf(status) },
    status ? String(status) : '–',
  )
}

function kindOf(status: number): string {
  if (status === 0) return 'none'
  if (status < 300) return 'good'
  return status < 400 ? 'moved' : 'bad'
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

/** Whether something went otherwise than in the sound run. */
export function differs(seen: unknown, sound: unknown): boolean {
  return JSON.stringify(seen) !== JSON.stringify(sound)
}

function isNew<T>(seen: T, sound: readonly T[] | undefined): boolean {
  return !(sound ?? []).some((each) => !differs(seen, each))
}
