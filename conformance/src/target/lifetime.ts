import type { StoredCookie } from '../drivers/port.ts'
import { isRecord, parseJson } from './pointer.ts'

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** `'30s'`, `'5m'`, `'8h'` in milliseconds; a bare number counts as seconds. */
export function milliseconds(duration: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/.exec(duration.trim())
  return match ? Number(match[1]) * (UNITS[match[2] ?? 's'] ?? 1000) : undefined
}

/** When the JWT in a value expires, epoch milliseconds; undefined where there is none (RFC 7519 §4.1.4). */
export function jwtExpiry(value: string): number | undefined {
  const payload = /eyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]*/.exec(value)?.[1]
  const claims = payload === undefined ? undefined : parseJson(decode(payload))
  return isRecord(claims) && typeof claims['exp'] === 'number' ? claims['exp'] * 1000 : undefined
}

function decode(base64url: string): string {
  try {
    return atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
  } catch {
    return ''
  }
}

/** What is known of the end of an access credential; times are epoch milliseconds. */
export interface KnownEnd {
  /** When the jar forgets it; Infinity for a session cookie. */
  readonly cookie: number
  /** When the server stops taking it, by config or by its own word; undefined where neither says. */
  readonly token: number | undefined
}

/** @param issued when the credential was last set */
export function endOf(
  cookies: readonly StoredCookie[],
  issued: number,
  configured: string | undefined,
): KnownEnd {
  const lifetime = configured === undefined ? undefined : milliseconds(configured)
  const jwts = cookies.flatMap(({ value }) => jwtExpiry(value) ?? [])
  return {
    cookie: Math.min(...cookies.map(({ expires }) => expires ?? Infinity)),
    token: lifetime === undefined ? jwts[0] : issued + lifetime,
  }
}
