import type { Recording } from './recording.ts'
import { UnguardedRequest, UnguardedResponse } from './unguarded.ts'

export interface Asked {
  readonly scenario: string
  readonly changes: readonly string[]
}
export type Answered = { readonly recording: Recording } | { readonly error: string }

// This Worker is the server: here the core may set what a page may not.
Object.assign(globalThis, { Request: UnguardedRequest, Response: UnguardedResponse })

globalThis.addEventListener('message', async ({ data }: MessageEvent<Asked>) => {
  const answer = (answered: Answered): void => postMessage(answered)
  try {
    const { runScenario } = await import('./run.ts')
    answer({ recording: await runScenario(data.scenario, data.changes) })
  } catch (error) {
    answer({ error: error instanceof Error ? error.message : String(error) })
  }
})
