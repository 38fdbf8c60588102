import type { Check, CheckContext, WireLine } from '../checks/check.ts'
import type { Evidence, EvidenceKey, Gap, Gathered } from '../evidence/evidence.ts'
import type { Status } from '../report/report.ts'
import type { Exchange } from '../wire/exchange.ts'

/** A verdict, or why there is none. `error` holds what a check threw: a fault of ours, not of the target. */
export interface Judgement {
  readonly status: Status
  readonly because: string
  readonly seen: readonly WireLine[]
  readonly hint?: string
  readonly error?: unknown
}

/** Judges one check on what was gathered. A missing prerequisite is never green. */
export function evaluate(
  check: Check,
  gathered: Partial<Gathered>,
  context: CheckContext,
): Judgement {
  for (const key of check.needs) {
    const part = gathered[key]
    if (part === undefined) return inconclusive(NOT_GATHERED)
    if (isGap(part)) return inconclusive(part)
  }
  try {
    return check.evaluate(gathered as Evidence, context)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return {
      status: 'inconclusive',
      because: `The check itself broke: ${message}.`,
      seen: [],
      hint: 'this is a fault of session-conformance: please report it',
      error,
    }
  }
}

/** Whether evidence is a note that there is none. */
function isGap(part: Evidence[EvidenceKey] | Gap): part is Gap {
  return 'gap' in part
}

const NOT_GATHERED: Gap = {
  gap: true,
  reason: 'the evidence for it was not gathered',
  hint: 'run the check itself instead of judging saved evidence of other checks',
}

/** A finding's judgement where something kept it from being judged. */
export function inconclusive(gap: Gap): Judgement {
  return {
    status: 'inconclusive',
    because: gap.reason,
    hint: gap.hint,
    seen: gap.exchange ? linesOf(gap.exchange) : [],
  }
}

const TELLING = ['content-type', 'location', 'set-cookie', 'www-authenticate']

/** What an exchange showed, in a few lines. */
function linesOf(exchange: Exchange): readonly WireLine[] {
  const { id, request, response, failure } = exchange
  const outcome = response ? `${response.status}` : (failure?.message ?? 'no response')
  const headers = (response?.headers ?? []).filter(([name]) => TELLING.includes(name.toLowerCase()))
  return [
    { line: `${request.method} ${request.url} → ${outcome}`, exchange: id },
    ...headers.slice(0, 6).map(([name, value]) => ({ line: `${name}: ${value}`, exchange: id })),
  ]
}
