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
  const pages = await getCollection('docs', ({ id }) => id !== 'index')
  for (const scenario of fitting) {
    const page = pages.find(({ body }) => body?.includes(`<SessionLab scenario="${scenario}"`))
    if (page) return `/${page.id}/${labHash(scenario, [checkId])}`
  }
  return undefined
}
