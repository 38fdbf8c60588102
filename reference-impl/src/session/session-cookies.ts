import { clearChunks, readChunks, writeChunks } from '../cookies/chunks.ts'
import type { Cookie } from '../cookies/names.ts'
import type { Tokens } from '../provider/port.ts'
import type { MaybePromise } from '../store/port.ts'
import type { Context, OpenedAccess } from './context.ts'
import { SessionError } from './errors.ts'
import { payloadOf } from './jwt.ts'
import { andThen } from './maybe.ts'
import type { Policy } from './policy.ts'
import type { SessionRecord } from './record.ts'
import { STRATEGIES } from './strategy.ts'
import type { RequestView } from './view.ts'

/** Cookie headers of more than this are cut off, or refused, by servers and proxies. */
const HEADER_BUDGET = 8_192

export interface OpenedRefresh {
  readonly sid: string
  readonly refreshToken: string
  /** Epoch milliseconds. */
  readonly issuedAt: number
}

// #region write-cookies
/** Set-Cookie lines of a session: they live as long as the session may, not as its tokens. */
export async function writeSession(
  context: Context,
  view: RequestView,
  record: SessionRecord,
  tokens: Tokens,
): Promise<readonly string[]> {
  const { sid, absoluteExpiresAt } = record
  const now = context.now()
  const maxAge = (absoluteExpiresAt - now) / 1_000
  const contents = {
    access: [sid, tokens.accessToken],
    refresh: [sid, tokens.refreshToken, now],
  }
  let bytes = 0
  const lines: (readonly string[] | undefined)[] = []
  for (const [kind, cookie] of cookiesOf(context.policy)) {
    const value = await sealFor(context, cookie, contents[kind])
    bytes += value.length
    lines.push(writeChunks(cookie, value, maxAge, view.header('cookie')))
  }
  if (lines.includes(undefined) || bytes > HEADER_BUDGET) throw tooLarge(bytes, tokens)
  return lines.flatMap((each) => each ?? [])
}
// #endregion

export function clearSession(policy: Policy, view: RequestView): readonly string[] {
  const header = view.header('cookie')
  return cookiesOf(policy).flatMap(([, cookie]) => clearChunks(cookie, header))
}

function cookiesOf({ strategy, cookies }: Policy) {
  return STRATEGIES[strategy].cookies.map((kind) => [kind, cookies[kind]] as const)
}

/** The sealed access cookie as it came; undefined if there is none. */
export function sealedAccess(policy: Policy, view: RequestView): string | undefined {
  return readChunks(view.header('cookie'), policy.cookies.access.name)
}

/** Opens an access cookie once, and remembers it. Undefined if it is not ours. */
export function openAccess(
  context: Context,
  sealed: string,
): MaybePromise<OpenedAccess | undefined> {
  const known = context.opened.get(sealed)
  if (known !== undefined) return known
  return andThen(openFor(context, context.policy.cookies.access, sealed), (parts) => {
    const [sid, accessToken] = parts ?? []
    if (typeof sid !== 'string' || typeof accessToken !== 'string') return undefined
    const opened: OpenedAccess = { sid, accessToken }
    context.opened.set(sealed, opened)
    return opened
  })
}

/** The refresh cookie: `absent`, or `unusable` (tampered with, doubled, sealed by a key long gone). */
export async function readRefresh(
  context: Context,
  view: RequestView,
): Promise<OpenedRefresh | 'absent' | 'unusable'> {
  const cookie = context.policy.cookies.refresh
  const sealed = readChunks(view.header('cookie'), cookie.name)
  if (sealed === undefined) return 'absent'
  const [sid, refreshToken, issuedAt] = (await openFor(context, cookie, sealed)) ?? []
  if (typeof sid !== 'string' || typeof refreshToken !== 'string') return 'unusable'
  return { sid, refreshToken, issuedAt: Number(issuedAt) }
}

/** The session id is inside, where it cannot be exchanged; the cookie's name is the associated data. */
function sealFor(
  context: Context,
  cookie: Cookie,
  parts: readonly unknown[],
): MaybePromise<string> {
  return context.sealer.seal(JSON.stringify(parts), `cookie:${cookie.name}`)
}

function openFor(
  context: Context,
  cookie: Cookie,
  sealed: string,
): MaybePromise<readonly unknown[] | undefined> {
  return andThen(
    context.sealer.open(sealed, `cookie:${cookie.name}`),
    (opened) => opened && (JSON.parse(opened.plaintext) as readonly unknown[]),
  )
}

function tooLarge(bytes: number, { accessToken }: Tokens): SessionError {
  const claims = Object.entries(payloadOf(accessToken))
    .map(([name, value]) => [name, JSON.stringify(value).length] as const)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([name, length]) => `${name} ${length}`)
  return new SessionError(
    'cookie_too_large',
    `The session's cookies would take ${bytes} bytes of the ${HEADER_BUDGET} that servers accept. ` +
      `Largest claims of the access token, in bytes: ${claims.join(', ')}. Ask for fewer.`,
  )
}
