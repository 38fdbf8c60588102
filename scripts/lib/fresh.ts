import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Says whether what was built from `sources` is still up to date, and marks it as such. */
export interface Freshness {
  isFresh(): boolean
  mark(): void
}

/** `product` is the file that must exist; `stamp` is where the fingerprint of the sources is kept. */
export function freshness(sources: readonly string[], product: string, stamp: string): Freshness {
  return {
    isFresh: () =>
      existsSync(product) && existsSync(stamp) && readFileSync(stamp, 'utf8') === print(sources),
    mark() {
      mkdirSync(dirname(stamp), { recursive: true })
      writeFileSync(stamp, print(sources))
    },
  }
}

function print(sources: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of sources.flatMap((pattern) => globSync(pattern)).sort()) {
    if (statSync(file).isFile()) hash.update(`${file}\0`).update(readFileSync(file))
  }
  return hash.digest('hex')
}
