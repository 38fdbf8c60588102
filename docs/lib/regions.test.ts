import { describe, expect, it } from 'vitest'
import { longestRegion, readRegion, regionNames } from './regions.ts'

const source = `import { a } from './a.ts'

export function outer() {
  // #region whole
  const one = 1

  // #region inner
  if (one) {
    return one
  }
  // #endregion
  return 0
  // #endregion whole
}

// #region open
const left = 1
`
const lines = (count: number) =>
  `// #region r\n${Array.from({ length: count }, (_, i) => `line${i}`).join('\n')}\n// #endregion\n`

describe('readRegion', () => {
  it.each([
    ['inner', 'if (one) {\n  return one\n}', 8],
    ['whole', 'const one = 1\n\nif (one) {\n  return one\n}\nreturn 0', 5],
  ])('cuts %s out of its file, without margin and markers', (name, code, line) => {
    expect(readRegion(source, name, 'x.ts')).toEqual({ code, line })
  })

  it.each([
    ['missing', source, 'x.ts has no region "missing". It has "whole", "inner", "open".'],
    ['missing', 'const a = 1', 'x.ts has no region "missing". It has none.'],
    ['open', source, 'x.ts: the region "open" has no "// #endregion".'],
    ['r', '// #region r\n\n// #endregion', 'x.ts: the region "r" is empty.'],
    ['r', lines(2) + lines(2), 'x.ts has the region "r" 2 times.'],
    ['r', lines(26), 'x.ts: the region "r" has 26 lines; a page shows at most 25. Cut it in two.'],
  ])('refuses %s with a sentence', (name, text, sentence) => {
    expect(() => readRegion(text, name, 'x.ts')).toThrow(sentence)
  })

  it('takes the longest region that there may be', () => {
    expect(readRegion(lines(longestRegion), 'r', 'x.ts').code.split('\n')).toHaveLength(25)
  })

  it('lists the names in order', () => {
    expect(regionNames(source)).toEqual(['whole', 'inner', 'open'])
  })
})
