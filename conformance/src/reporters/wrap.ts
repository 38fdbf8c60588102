/**
 * Breaks a text into lines of at most `width` columns, at spaces where there are any.
 * A word that is longer than a line is broken within: wire lines have few spaces.
 */
export function wrap(text: string, width: number): readonly string[] {
  const room = Math.max(8, width)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`
    if (columns(joined) <= room) {
      line = joined
      continue
    }
    // What fits on no line starts where there is room, so that a header name does not stand alone.
    const start = columns(word) > room && columns(line) + 8 < room ? joined : word
    if (line !== '' && start === word) lines.push(line)
    const pieces = slices(start, room)
    lines.push(...pieces.slice(0, -1))
    line = pieces.at(-1) ?? ''
  }
  return [...lines, line]
}

/** Columns that a text takes; East Asian wide characters take two. */
export function columns(text: string): number {
  let sum = 0
  for (const character of text) sum += WIDE.test(character) ? 2 : 1
  return sum
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}]/u

function slices(word: string, room: number): readonly string[] {
  const pieces: string[] = []
  let piece = ''
  for (const character of word) {
    if (columns(piece + character) > room) {
      pieces.push(piece)
      piece = ''
    }
    piece += character
  }
  return [...pieces, piece]
}

/** Pads a text with spaces to a number of columns. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)))
}
