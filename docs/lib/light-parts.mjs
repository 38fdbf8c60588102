import { fileURLToPath } from 'node:url'

const light = (file) => fileURLToPath(new URL(`../playground/light/${file}`, import.meta.url))

/** What a lab's Worker loads in the place of packages that are heavier than all of the rest. */
export const lightParts = {
  'node-html-parser': light('html.ts'),
  'tough-cookie': light('cookie-jar.ts'),
}
