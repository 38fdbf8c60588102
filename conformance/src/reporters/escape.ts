import { replaceMarks } from '../wire/mark.ts'

/**
 * Characters that would act on a terminal or reorder a line instead of being seen:
 * controls, bidirectional overrides, zero-width and line separators.
 */
const HOSTILE =
  // eslint-disable-next-line no-control-regex
  /[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\udb40[\udc00-\udfff]/g

/** Makes wire text harmless for a terminal: what would act is shown by its code. */
export function escapeControls(text: string): string {
  return text.replaceAll(HOSTILE, (character) => {
    const code = character.codePointAt(0) ?? 0
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
  })
}

/** Shows marks for people, on one line each: `‹access 412 B #9f3c1a2b›`, its spaces not to be broken at. */
export function showMarks(text: string): string {
  return replaceMarks(
    text,
    ({ label, octets, fingerprint }) => `‹${label}\u00a0${octets}\u00a0B\u00a0#${fingerprint}›`,
  )
}
