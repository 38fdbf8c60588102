/** What stands in the place of a secret: its label, its length in octets, and a keyed fingerprint. */
export interface Mark {
  readonly label: string
  readonly octets: number
  readonly fingerprint: string
}

const PATTERN = /\[([a-z][a-z0-9-]*):(\d{1,9}):([0-9a-f]{8})\]/g

/**
 * Writes a mark, for example `[access:412:9f3c1a2b]`.
 * Every character of it may stand in a cookie value, a URL's query, JSON and HTML, so that redacted wire text still parses.
 */
export function writeMark(mark: Mark): string {
  return `[${mark.label}:${mark.octets}:${mark.fingerprint}]`
}

/** The marks that stand in a text, in order. */
export function marksIn(text: string): readonly Mark[] {
  return [...text.matchAll(PATTERN)].map(([, label, octets, fingerprint]) => ({
    label: label ?? '',
    octets: Number(octets),
    fingerprint: fingerprint ?? '',
  }))
}

/** Octets of a redacted text as it was on the wire: each mark counts for what it stands for. */
export function octetsBehindMarks(text: string): number {
  const hidden = marksIn(text).reduce((sum, mark) => sum + mark.octets, 0)
  return octetsOf(text.replaceAll(PATTERN, '')) + hidden
}

/** Replaces each mark in a text by what `show` makes of it. */
export function replaceMarks(text: string, show: (mark: Mark) => string): string {
  return text.replaceAll(PATTERN, (_all, label: string, octets: string, fingerprint: string) =>
    show({ label, octets: Number(octets), fingerprint }),
  )
}

const encoder = new TextEncoder()

/** Length in UTF-8 octets. */
export function octetsOf(text: string): number {
  return encoder.encode(text).length
}
