import { getCollection } from 'astro:content'
import { scenarios } from '../playground/scenarios.ts'

/** The part of an address that makes a lab tick these changes, and run. */
export function labHash(scenario: string, changes: readonly string[]): string {
  return `#lab=${scenario}&change=${changes.join(',')}`
}

/** Where the guide has a lab in which a check's defect can be ticked; undefined where none has. */
export async function labOf(checkId: string): Promise<string | undefined> {
  const fitting = Object.entries(scenarios)
    .filter(([, { changes }]) => changes.some(({ id }) => id === checkId))
    .map(([scenario]) => scenario)
  for (const page of await getCollection('docs')) {
    const scenario = fitting.find((name) => page.body?.includes(`<SessionLab scenario="${name}"`))
    if (scenario && page.id !== 'index') return `/${page.id}/${labHash(scenario, [checkId])}`
  }
  return undefined
}
