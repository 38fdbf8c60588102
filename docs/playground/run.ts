import { judge } from './checklist.ts'
import type { Recording } from './recording.ts'
import { scenarios } from './scenarios.ts'
import { tell } from './story.ts'
import { createWorld } from './world.ts'

/** Plays a lab's story and judges its server, in Node or in a Worker: the same recording, byte for byte. */
export async function runScenario(name: string, changes: readonly string[]): Promise<Recording> {
  const scenario = scenarios[name]
  if (!scenario) throw new Error(`There is no lab "${name}".`)
  const { server, story, checks, knobs } = scenario
  const steps = await tell(story, createWorld(server, changes, knobs))
  const findings = await judge(checks, createWorld(server, changes, knobs))
  return { scenario: name, changes, steps, findings }
}
