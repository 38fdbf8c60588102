import type { Failure, SeenResponse, SentRequest } from '../wire/exchange.ts'

/** Carries one request and brings back what came: it follows nothing, stores nothing and never rejects. */
export type Transport = (request: SentRequest) => Promise<SeenResponse | Failure>

/** Whether a transport brought a response. */
export function isResponse(outcome: SeenResponse | Failure): outcome is SeenResponse {
  return 'status' in outcome
}
