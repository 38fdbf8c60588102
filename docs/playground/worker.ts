import './unguard.ts'
import type { Recording } from './recording.ts'
import { runScenario } from './run.ts'

export interface Asked {
  readonly scenario: string
  readonly changes: readonly string[]
}

/** The run that was asked for, and the same story with nothing changed, to compare it with. */
export type Answered =
  { readonly recording: Recording; readonly sound: Recording } | { readonly error: string }

const soundRuns = new Map<string, Promise<Recording>>()

function soundRun(scenario: string): Promise<Recording> {
  const known = soundRuns.get(scenario)
  if (known) return known
  const fresh = runScenario(scenario, [])
  soundRuns.set(scenario, fresh)
  return fresh
}

async function answer({ scenario, changes }: Asked): Promise<Answered> {
  try {
    const recording = await runScenario(scenario, changes)
    return { recording, sound: changes.length > 0 ? await soundRun(scenario) : recording }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

globalThis.addEventListener('message', async ({ data, ports }: MessageEvent<Asked>) => {
  ports[0]?.postMessage(await answer(data))
})
