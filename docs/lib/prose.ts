/** A stretch of metadata prose: plain, or code between backticks. */
export interface Stretch {
  readonly text: string
  readonly code: boolean
}

/** Splits prose at its backticks. An odd one stays as it is. */
export function stretches(prose: string): readonly Stretch[] {
  const parts = prose.split('`')
  if (parts.length % 2 === 0) return [{ text: prose, code: false }]
  return parts
    .map((text, index) => ({ text, code: index % 2 === 1 }))
    .filter((stretch) => stretch.text !== '')
}
