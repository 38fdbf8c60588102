/** A value inside a JSON document, with the pointer that leads to it (RFC 6901). */
export interface Leaf {
  readonly pointer: string
  readonly value: string | number | boolean
}

/** The document behind a text, or undefined where the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** What a JSON pointer leads to (RFC 6901 §4). */
export function follow(document: unknown, pointer: string): unknown {
  if (pointer === '') return document
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, token) => (isRecord(at) ? at[token] : undefined), document)
}

/** Strings, numbers and booleans of a document, in order. */
export function leaves(document: unknown, pointer = ''): readonly Leaf[] {
  if (isRecord(document)) {
    return Object.entries(document).flatMap(([key, value]) =>
      leaves(value, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
    )
  }
  const scalar = ['string', 'number', 'boolean'].includes(typeof document)
  return scalar ? [{ pointer, value: document as Leaf['value'] }] : []
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
