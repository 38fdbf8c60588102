import { describeTarget } from './describe.ts'
import { reasonOf } from './reasons.ts'
import type { LabExchange } from './recording.ts'

/** What the application asked of the provider, as it happens. */
export interface ProviderCalls {
  /** The provider as the application reaches it, overheard. */
  readonly fetch: typeof globalThis.fetch
  /** The calls since the last time somebody asked. */
  take(): readonly LabExchange[]
}

/** Overhears calls without reading what is secret in them: the grant's type is all that a reader needs. */
export function overhear(answer: (request: Request) => Promise<Response>): ProviderCalls {
  let heard: LabExchange[] = []
  return {
    async fetch(input, init) {
      const request = new Request(input, init)
      const grant = await grantOf(request)
      const call = {
        from: 'app',
        to: 'provider',
        method: request.method,
        target: describeTarget(request.url),
        travel: [],
        ...(grant && { body: `grant_type=${grant}` }),
        calls: [],
        lines: [],
      } as const
      const note = (status: number, reason: string): void => {
        heard.push({ ...call, status, reason })
      }
      try {
        const response = await answer(request)
        note(response.status, reasonOf(response.status))
        return response
      } catch (error) {
        note(0, 'No answer')
        throw error
      }
    },
    take() {
      const taken = heard
      heard = []
      return taken
    },
  }
}

async function grantOf(request: Request): Promise<string | undefined> {
  if (request.method !== 'POST') return undefined
  return new URLSearchParams(await request.clone().text()).get('grant_type') ?? undefined
}
