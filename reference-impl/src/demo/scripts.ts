import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'

/** Below `/scripts/` as they lie below `src/`, so that one finds the other by the path that it imports. */
const FILES = ['demo/in-page.ts', 'client/session-client.ts']

/** The page's scripts by path: the sources as they are, without their types. */
export function pageScripts(): readonly (readonly [path: string, text: string])[] {
  return FILES.map((file) => {
    const source = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
    return [`/scripts/${file}`, stripTypeScriptTypes(source)] as const
  })
}
