import type { Recording } from '../playground/recording.ts'
import { runScenario } from '../playground/run.ts'
import { digestOf } from '../playground/digest.ts'

/** A run in Node, and the digest by which a page's own run is compared with it. */
export interface Recorded {
  readonly recording: Recording
  readonly digest: string
}

const recorded = new Map<string, Promise<Recorded>>()

/** Runs a lab's scenario when the site is built: once, however many pages show it. */
export function recordScenario(name: string): Promise<Recorded> {
  const known = recorded.get(name)
  if (known) return known
  const fresh = record(name)
  recorded.set(name, fresh)
  return fresh
}

async function record(name: string): Promise<Recorded> {
  const recording = await runScenario(name, [])
  return { recording, digest: await digestOf(recording) }
}
