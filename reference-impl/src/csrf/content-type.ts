import type { RequestView } from '../session/view.ts'

/**
 * Whether a body is declared as JSON. A form on another site can send `text/plain` that parses as
 * JSON, without a preflight (Fetch §2.2.2, CORS-safelisted types): so JSON routes take JSON only.
 */
export function isJson(view: RequestView): boolean {
  const type = view.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  return type === 'application/json' || /^application\/[\w.-]+\+json$/.test(type ?? '')
}
