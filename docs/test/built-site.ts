import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Folder of the built site: the tests are about what readers get, and not about the sources. */
export const dist = fileURLToPath(new URL('../../dist', import.meta.url))

if (!existsSync(`${dist}/index.html`)) {
  throw new Error('There is no built site: run `npm run build` first.')
}
