import type { StoredCookie } from '../src/drivers/port.ts'
import type {
  Credentials,
  Crossing,
  LedgerEvidence,
  Probe,
  RefreshEvidence,
  SignInEvidence,
} from '../src/evidence/evidence.ts'
import type { CheckContext } from '../src/checks/check.ts'
import type { Exchange } from '../src/wire/exchange.ts'

/** Evidence as literals, for the tests of checks: short to write, and read as a table. */

export const origin = 'http://localhost:3000'
export const ACCESS = '__Host-accessToken'
export const REFRESH = '__Secure-refreshToken'

/** Marks as redaction writes them. */
export const A1 = '[access:400:a1a1a1a1]'
const A2 = '[access:400:a2a2a2a2]'
export const R1 = '[refresh:300:b1b1b1b1]'
export const R2 = '[refresh:300:b2b2b2b2]'

export const both: Credentials = { access: [ACCESS], refresh: [REFRESH] }
export const accessOnly: Credentials = { access: ['sid'], refresh: [] }

export const context: CheckContext = { profile: 'bff', driver: 'http', loopback: true }

/** Lines that the reference sends. */
export const goodAccess = `Set-Cookie: ${ACCESS}=${A1}; Path=/; HttpOnly; Secure; SameSite=Strict`
export const goodRefresh = `Set-Cookie: ${REFRESH}=${R1}; Path=/auth/refresh; HttpOnly; Secure; SameSite=Strict`

/** What a check must never take for a credential that is set badly. */
export const innocents = [
  `Set-Cookie: ${ACCESS}=; Path=/; Max-Age=0`,
  `Set-Cookie: ${ACCESS}=deleted; Path=/; Max-Age=-1`,
  `Set-Cookie: ${REFRESH}=x; Path=/auth/refresh; Expires=Thu, 01 Jan 1970 00:00:00 GMT`,
  'Set-Cookie: csrf=[csrf:32:cccccccc]; Path=/',
  'Set-Cookie: AWSALB=[cookie:120:dddddddd]; Expires=Fri, 27 Nov 2026 00:00:00 GMT; Path=/',
]

let count = 0

/** `exchange('GET /api/me', 401, ['WWW-Authenticate: …'])`; a path is one of the target. */
export function exchange(
  line: string,
  status: number,
  lines: readonly string[] = [],
  more: { kind?: Exchange['kind']; sent?: readonly string[]; body?: string } = {},
): Exchange {
  const [method = '', path = ''] = line.split(' ')
  count += 1
  return {
    id: `v1.${count}`,
    at: count,
    durationMs: 1,
    kind: more.kind ?? 'fetch',
    request: {
      method,
      url: path.startsWith('/') ? origin + path : path,
      headers: (more.sent ?? []).map(headerLine),
      ...(more.body === undefined ? {} : { body: more.body }),
    },
    response: { status, headers: lines.map(headerLine), body: '' },
  }
}

function headerLine(line: string): readonly [string, string] {
  const at = line.indexOf(': ')
  return [line.slice(0, at), line.slice(at + 2)]
}

export function cookie(name: string, path = '/', value = 'v'): StoredCookie {
  return {
    name,
    value,
    domain: 'localhost',
    hostOnly: true,
    path,
    secure: true,
    httpOnly: true,
    sameSite: 'strict',
  }
}

export function ledger(trail: readonly Exchange[], credentials = both): LedgerEvidence {
  return {
    origin,
    credentials,
    endpoint: '/auth/refresh',
    accessMarks: [A1, A2],
    refreshMarks: credentials.refresh.length > 0 ? [R1, R2] : [],
    trail,
  }
}

/** A ledger in which one response carries these Set-Cookie lines. */
export function setting(lines: readonly string[], credentials = both): LedgerEvidence {
  return ledger([exchange('GET /auth/callback', 302, lines)], credentials)
}

export function signIn(scriptCookies = '', credentials = both): SignInEvidence {
  const trail = [exchange('GET /home', 200)]
  return { user: 'ada', credentials, trail, cookies: [], scriptCookies, ablation: [] }
}

export function crossing(label: string, user?: string, hops?: readonly Exchange[]): Crossing {
  const last = exchange('GET /api/me', user === undefined ? 401 : 200)
  return { label, hops: hops ?? [last], ...(user === undefined ? {} : { user }) }
}

export function refreshed(over: Partial<RefreshEvidence> = {}): RefreshEvidence {
  return {
    user: 'ada',
    credentials: both,
    expiry: { how: 'waited', faithful: true },
    endpoint: '/auth/refresh',
    crossings: [crossing('the API request', 'ada')],
    after: [crossing('the next request', 'ada')],
    ...over,
  }
}

export function probe(label: string, answer: Exchange, user?: string): Probe {
  return { label, exchange: answer, ...(user === undefined ? {} : { user }) }
}
