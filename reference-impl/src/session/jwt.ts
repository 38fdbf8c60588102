import { decodeBase64url } from '../sealing/base64url.ts'

/** The payload of a JWT that was verified before, and sealed since; {} if it is opaque. */
export function payloadOf(token: string): Readonly<Record<string, unknown>> {
  const bytes = decodeBase64url(token.split('.')[1] ?? '')
  if (bytes === undefined) return {}
  try {
    const payload: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof payload === 'object' && payload !== null
      ? (payload as Record<string, unknown>)
      : {}
  } catch {
    return {}
  }
}
