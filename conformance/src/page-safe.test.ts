import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const here = new URL('.', import.meta.url)

/** Everything that a file pulls in as code, with the chain that leads there. */
function reached(entry: string): Map<string, readonly string[]> {
  const seen = new Map<string, readonly string[]>()
  const visit = (url: URL, chain: readonly string[]): void => {
    const name = url.href.slice(here.href.length)
    if (seen.has(name)) return
    const way = [...chain, name]
    seen.set(name, way)
    const source = readFileSync(url, 'utf8')
    // A type is gone before the page loads.
    const imports = source.matchAll(
      /^(?:import|export)\s(?!type\b)[^'";]*?from\s+'([^']+)'|\bimport\('([^']+)'\)/gms,
    )
    for (const [, named, lazy] of imports) {
      const specifier = named ?? lazy ?? ''
      if (specifier.startsWith('.')) visit(new URL(specifier, url), way)
      else seen.set(specifier, [...way, specifier])
    }
  }
  visit(new URL(entry, here), [])
  return seen
}

/** What runs in a page: an engine over a server in the same page, and all that shows its outcome. */
const entries = [
  'drivers/in-page.ts',
  'drivers/prober.ts',
  'gatherers/gather.ts',
  'run/collect.ts',
  'run/judge.ts',
  'config/read-config.ts',
  'config/helpers.ts',
  'config/discovery.ts',
  'checks/index.ts',
  'reporters/pretty.ts',
  'reporters/json.ts',
]

test.each(entries)('%s runs in a page', (entry) => {
  const unsafe = [...reached(entry)].filter(([name]) =>
    /^node:|^undici$|^playwright|^cli\/|^drivers\/(http|browser)\//.test(name),
  )
  expect(unsafe.map(([, way]) => way.join(' → '))).toEqual([])
})

test('the walk sees what it should', () => {
  expect([...reached('drivers/in-page.ts').keys()]).toContain('tough-cookie')
  expect([...reached('drivers/open.ts').keys()]).toContain('undici')
  expect([...reached('index.ts').keys()]).toContain('node:child_process')
})
