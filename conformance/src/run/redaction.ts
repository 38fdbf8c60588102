import { octetsOf, writeMark } from '../wire/mark.ts'
import type { Secrets } from './gatherer-port.ts'
import { sipHash, type HashKey } from './siphash.ts'

/** Replaces every secret, in whatever dress it comes, by its mark. */
export interface Redactor {
  text(text: string): string
  /** Plain data, every text in it redacted; the data itself is left as it is. */
  data<T>(data: T): T
}

/** A shorter value is looked for as a word of its own only: else it would blot out parts of other words. */
const FREE_LENGTH = 8
const SHORTEST = 4
/** Each form is found by its first characters. */
const PREFIX = 4

interface Form {
  readonly text: string
  readonly mark: string
  readonly alone: boolean
}

/**
 * @param key new for each run, so that a mark does not tell a value to somebody who guesses it
 * @param plain text that stays readable: a password that is a word of it, say of the target's address, hides nothing
 */
export function createRedactor(secrets: Secrets, key: HashKey, plain = ''): Redactor {
  const hidden = new Map([...secrets].filter(([value]) => !plain.includes(value)))
  const forms = formsByPrefix(hidden, key)
  const done = new Map<string, string>()
  const redact = (text: string): string => {
    const known = done.get(text)
    if (known !== undefined) return known
    const redacted = replaceForms(text, forms)
    done.set(text, redacted)
    return redacted
  }
  const data = (value: unknown): unknown => {
    if (typeof value === 'string') return redact(value)
    if (Array.isArray(value)) return value.map(data)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [redact(name), data(each)]),
    )
  }
  return { text: redact, data: <T>(value: T) => data(value) as T }
}

function formsByPrefix(secrets: Secrets, key: HashKey): ReadonlyMap<string, readonly Form[]> {
  const byText = new Map<string, Form>()
  const learn = (text: string, mark: string): void => {
    if (text.length >= SHORTEST && !byText.has(text))
      byText.set(text, { text, mark, alone: text.length < FREE_LENGTH })
  }
  const marks = [...secrets].map(([value, label]) => ({ value, mark: markOf(value, label, key) }))
  // A value as it was learned goes before another one's disguise.
  for (const { value, mark } of marks) learn(value, mark)
  for (const { value, mark } of marks) for (const form of disguises(value)) learn(form, mark)

  const byPrefix = Map.groupBy(byText.values(), ({ text }) => text.slice(0, PREFIX))
  for (const group of byPrefix.values()) group.sort((a, b) => b.text.length - a.text.length)
  return byPrefix
}

/** The fingerprint is that of the decoded value, so that a value and its percent-encoded form are seen to be one. */
function markOf(value: string, label: string, key: HashKey): string {
  const hash = sipHash(key, decoded(value)) & 0xffffffffn
  return writeMark({
    label: /^[a-z][a-z0-9-]*$/.test(label) ? label : 'secret',
    octets: octetsOf(value),
    fingerprint: hash.toString(16).padStart(8, '0'),
  })
}

/** Other ways in which a value appears: percent-encoded, decoded, escaped for JSON and HTML, inside base64. */
function disguises(value: string): readonly string[] {
  const html = value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
  return [
    encodeURIComponent(value.toWellFormed()),
    encodeURI(value.toWellFormed()),
    new URLSearchParams([['', value]]).toString().slice(1),
    decoded(value),
    JSON.stringify(value).slice(1, -1),
    html,
    html.replaceAll("'", '&#39;'),
    html.replaceAll("'", '&#x27;'),
    ...(value.length >= FREE_LENGTH ? insideBase64(value) : []),
  ]
}

/** The characters that a value is sure to have inside base64, at each of its three alignments. */
function insideBase64(value: string): readonly string[] {
  const octets = new TextEncoder().encode(value)
  return [0, 1, 2].flatMap((offset) => {
    const padded = new Uint8Array(offset + octets.length)
    padded.set(octets, offset)
    // Characters that also hold bits of what stands before or after are not the value's own.
    const first = Math.ceil((offset * 8) / 6)
    const last = Math.floor((padded.length * 8) / 6)
    const inside = btoa(String.fromCharCode(...padded)).slice(first, last)
    return [inside, inside.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

function replaceForms(text: string, forms: ReadonlyMap<string, readonly Form[]>): string {
  if (forms.size === 0 || text.length < SHORTEST) return text
  let out = ''
  let copied = 0
  for (let at = 0; at + PREFIX <= text.length;) {
    const form = forms
      .get(text.slice(at, at + PREFIX))
      ?.find((each) => text.startsWith(each.text, at) && (!each.alone || isWord(text, at, each)))
    if (form) {
      out += text.slice(copied, at) + form.mark
      at += form.text.length
      copied = at
    } else at += 1
  }
  return out + text.slice(copied)
}

function isWord(text: string, at: number, form: Form): boolean {
  const letter = /[\w-]/
  return !letter.test(text[at - 1] ?? ' ') && !letter.test(text[at + form.text.length] ?? ' ')
}
