/** A region of a source file, as a page shows it. */
export interface Region {
  readonly code: string
  /** Line of the file on which the region's code begins, from 1. */
  readonly line: number
}

/** More than a reader takes in at once is two regions. */
export const longestRegion = 25

const opening = /^\s*\/\/ #region (\S+)\s*$/
const closing = /^\s*\/\/ #endregion\b.*$/

/** The names of the regions of a source text, in order. */
export function regionNames(source: string): readonly string[] {
  return source.split('\n').flatMap((line) => opening.exec(line)?.[1] ?? [])
}

/**
 * Cuts `// #region name` … `// #endregion` out of a source text, without the indentation that its lines share.
 * Regions may nest; the markers of inner ones are left out. `file` is for the sentences that it throws.
 */
export function readRegion(source: string, name: string, file: string): Region {
  const lines = source.split('\n')
  const starts = lines.flatMap((line, index) => (opening.exec(line)?.[1] === name ? [index] : []))
  const start = starts[0]
  if (start === undefined) throw new Error(unknownRegion(source, name, file))
  if (starts.length > 1) throw new Error(`${file} has the region "${name}" ${starts.length} times.`)

  const end = closingLine(lines, start)
  if (end === undefined) throw new Error(`${file}: the region "${name}" has no "// #endregion".`)

  const shown = lines
    .slice(start + 1, end)
    .filter((line) => !opening.test(line) && !closing.test(line))
  const kept = withoutBlankEnds(shown)
  if (kept.length === 0) throw new Error(`${file}: the region "${name}" is empty.`)
  if (kept.length > longestRegion) {
    throw new Error(
      `${file}: the region "${name}" has ${kept.length} lines; a page shows at most ${longestRegion}. Cut it in two.`,
    )
  }
  return { code: dedent(kept).join('\n'), line: start + 2 }
}

function closingLine(lines: readonly string[], start: number): number | undefined {
  let depth = 0
  for (let index = start; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (opening.test(line)) depth++
    if (closing.test(line)) depth--
    if (depth === 0) return index
  }
  return undefined
}

function withoutBlankEnds(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line.trim() !== '')
  const last = lines.findLastIndex((line) => line.trim() !== '')
  return first < 0 ? [] : lines.slice(first, last + 1)
}

function dedent(lines: readonly string[]): readonly string[] {
  const margins = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/))
  const margin = Math.min(...margins)
  return lines.map((line) => line.slice(margin))
}

function unknownRegion(source: string, name: string, file: string): string {
  const names = regionNames(source)
  const there =
    names.length > 0 ? `It has ${names.map((n) => `"${n}"`).join(', ')}.` : 'It has none.'
  return `${file} has no region "${name}". ${there}`
}
