import type { RequestSpec } from './port.ts'

/** A request's body as text, and the Content-Type that a browser would give it. */
export interface Body {
  readonly text: string
  readonly type: string
}

/** The body that a spec asks for; without one there is no Content-Type either. */
export function bodyOf(spec: RequestSpec): Body | undefined {
  if (spec.json !== undefined) return { text: JSON.stringify(spec.json), type: 'application/json' }
  if (spec.form !== undefined)
    return {
      text: new URLSearchParams(spec.form).toString(),
      type: 'application/x-www-form-urlencoded;charset=UTF-8',
    }
  return spec.text === undefined ? undefined : { text: spec.text, type: 'text/plain;charset=UTF-8' }
}

/** The absolute URL of a path of the target, or the absolute URL itself, with the query added. */
export function urlOf(
  origin: string,
  path: string,
  query?: Readonly<Record<string, string>>,
): string {
  const url = /^https?:\/\//i.test(path) ? new URL(path) : new URL(origin + ensureSlash(path))
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.append(name, value)
  return url.href
}

function ensureSlash(path: string): string {
  return path.startsWith('/') ? path : `/${path}`
}

/** A spec's method in upper case: GET, or POST where there is a body. */
export function methodOf(spec: RequestSpec): string {
  return (spec.method ?? (bodyOf(spec) === undefined ? 'GET' : 'POST')).toUpperCase()
}
