import type { Environment } from './environment.ts'
import { problem } from './http/problem.ts'
import type { FailureKind, FailurePlace } from './knobs.ts'

/** The connection broke, as the knobs asked: what `fetch` rejects with when a server resets it. */
export class ConnectionLost extends TypeError {
  override readonly name = 'ConnectionLost'

  constructor() {
    super('fetch failed: the emulator dropped this connection, as its knob failNext asked.')
  }
}

/** Takes the next failure that the knobs ask for at this place. */
export function takeFailure(
  environment: Environment,
  place: FailurePlace,
): FailureKind | undefined {
  const { failNext } = environment.knobs
  const failure = failNext.find(({ on }) => on === place)
  if (!failure) return undefined
  const left = failure.count > 1 ? [{ ...failure, count: failure.count - 1 }] : []
  environment.knobs = {
    ...environment.knobs,
    failNext: failNext.flatMap((each) => (each === failure ? left : [each])),
  }
  return failure.kind
}

/** Answers, or fails in the way asked for. */
export async function answerOrFail(
  kind: FailureKind | undefined,
  answer: () => Promise<Response>,
  signal: AbortSignal,
): Promise<Response> {
  if (kind === undefined) return answer()
  if (kind === '503' || kind === '429') return refusal(Number(kind))
  if (kind === 'timeout') return never(signal)
  if (kind === 'lost-response') await answer()
  throw new ConnectionLost()
}

function refusal(status: number): Response {
  const response = problem(status, 'The emulator fails here, as its knob failNext asked.')
  response.headers.set('retry-after', '1')
  return response
}

/** Never answers; rejects when the caller gives up. */
function never(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
