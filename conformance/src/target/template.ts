import type { RequestSpec, StoredCookie } from '../drivers/port.ts'
import { StepFailed } from './gap.ts'

/** What the placeholders of a configured request stand for; what is absent is not known. */
export interface Values {
  readonly username?: string
  readonly password?: string
  readonly userId?: string
  readonly sessionId?: string
  readonly cookies?: readonly StoredCookie[]
}

const PLACEHOLDER = /\{(username|password|userId|sessionId|cookie:[^{}\s]+)\}/g

/** Fills in `{username}`, `{sessionId}`, `{cookie:NAME}` … everywhere in a request but its method. */
export function fillIn(request: RequestSpec, values: Values): RequestSpec {
  return {
    ...(fill(request, values) as RequestSpec),
    path: replace(request.path, values, encodeURIComponent),
  }
}

/** Whether a request mentions a placeholder anywhere. */
export function mentions(request: RequestSpec, placeholder: 'sessionId' | 'userId'): boolean {
  return JSON.stringify(request).includes(`{${placeholder}}`)
}

function fill(part: unknown, values: Values): unknown {
  if (typeof part === 'string') return replace(part, values, (text) => text)
  if (Array.isArray(part)) return part.map((each) => fill(each, values))
  if (typeof part !== 'object' || part === null) return part
  return Object.fromEntries(Object.entries(part).map(([key, each]) => [key, fill(each, values)]))
}

function replace(text: string, values: Values, encode: (text: string) => string): string {
  return text.replaceAll(PLACEHOLDER, (_all, name: string) => encode(valueOf(name, values)))
}

function valueOf(name: string, values: Values): string {
  const value = name.startsWith('cookie:')
    ? values.cookies?.find((cookie) => cookie.name === name.slice('cookie:'.length))?.value
    : values[name as 'username' | 'password' | 'userId' | 'sessionId']
  if (value !== undefined) return value
  throw new StepFailed(
    `config: nothing is known for the placeholder {${name}}`,
    name === 'sessionId'
      ? 'set "sessions.list" to a request that lists the sessions and marks the current one'
      : `check the placeholder {${name}} in the config`,
  )
}
