import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readRegion, regionNames } from './regions.ts'

const root = fileURLToPath(new URL('../../reference-impl/src/', import.meta.url))
const regions = globSync('**/*.ts', { cwd: root }).flatMap((file) => {
  const source = readFileSync(root + file, 'utf8')
  return regionNames(source).map((name) => ({ file, name, source }))
})

describe('regions of the reference implementation', () => {
  it('are there', () => {
    expect(regions.length).toBeGreaterThan(0)
  })

  it.each(regions)('$file: $name can stand on a page', ({ file, name, source }) => {
    expect(() => readRegion(source, name, file)).not.toThrow()
  })
})
