import type { Recording } from './recording.ts'

/** SHA-256 of a recording as JSON, in hexadecimal: equal digests, equal runs. */
export async function digestOf(recording: Recording): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(recording))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
