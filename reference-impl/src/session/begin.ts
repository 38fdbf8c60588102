import type { Profile, Tokens } from '../provider/port.ts'
import type { Context } from './context.ts'
import { SessionError } from './errors.ts'
import type { SessionErrorCode } from './errors.ts'
import { sha256 } from './hash.ts'
import { sealIdToken } from './id-token.ts'
import { endOf, idleEnd } from './lifetime.ts'
import type { RevocationReason, SessionRecord } from './record.ts'
import { sealSuccessor } from './rotate.ts'
import { writeSession } from './session-cookies.ts'
import { currentSid, readFlow } from './sign-in.ts'
import type { Flow } from './sign-in.ts'
import { tellProvider } from './tell-provider.ts'
import { queryOf } from './view.ts'
import type { RequestView } from './view.ts'

export type BeginOutcome =
  | { readonly kind: 'begun'; readonly location: string; readonly cookies: readonly string[] }
  | {
      readonly kind: 'refused'
      readonly code: SessionErrorCode
      readonly cookies: readonly string[]
    }
  | { readonly kind: 'unavailable'; readonly code: SessionErrorCode; readonly retryAfter: number }

// #region begin
/** Completes a sign-in. A callback that this browser did not ask for leaves no trace (RFC 9700 §4.7). */
export async function begin(context: Context, view: RequestView): Promise<BeginOutcome> {
  const query = queryOf(view)
  const started = await readFlow(context, view, query.get('state') ?? '')
  const code = query.get('code')
  if (started === undefined) return refused(context, 'sign_in_refused', [])
  if (code === null) return refused(context, 'sign_in_refused', [started.clear])
  try {
    const tokens = await redeem(context, started.flow, code)
    const record = await newRecord(context, view, tokens)
    const cookies = await writeSession(context, view, record, tokens)
    await keep(context, record)
    await endOthers(context, record, [started.flow.replaces, await currentSid(context, view)])
    context.audit({ event: 'signed-in', sid: record.sid, userId: record.userId, ip: view.ip })
    return { kind: 'begun', location: started.flow.returnTo, cookies: [...cookies, started.clear] }
  } catch (error) {
    return failed(context, error, started.clear)
  }
}
// #endregion

type Redeemed = Tokens & { idToken: string; profile: Profile; sid: string; expiresAt: number }

async function redeem(context: Context, flow: Flow, code: string): Promise<Redeemed> {
  const tokens = await context.provider.exchangeCode({
    code,
    redirectUri: context.policy.origin + context.policy.paths.callback,
    codeVerifier: flow.codeVerifier,
    nonce: flow.nonce,
  })
  const { sid, sub, exp } = await context.provider.verifyAccessToken(tokens.accessToken)
  if (sub !== tokens.profile.sub)
    throw new SessionError('sign_in_refused', 'Access token and ID token name different users.')
  return { ...tokens, sid, expiresAt: exp * 1_000 }
}

async function newRecord(
  context: Context,
  view: RequestView,
  { sid, profile, idToken, accessToken, refreshToken, expiresAt }: Redeemed,
): Promise<SessionRecord> {
  const now = context.now()
  const absoluteExpiresAt = now + context.policy.absoluteMs
  const userAgent = view.header('user-agent')?.slice(0, 256)
  return {
    sid,
    userId: profile.sub,
    generation: 1,
    createdAt: now,
    lastSeenAt: now,
    idleExpiresAt: idleEnd(absoluteExpiresAt, now, context.policy),
    absoluteExpiresAt,
    refreshHash: await sha256(refreshToken),
    sealedIdToken: await sealIdToken(context, sid, idToken),
    ...(context.policy.strategy === 'vault' && {
      sealedSuccessor: await sealSuccessor(context, sid, { accessToken, refreshToken, expiresAt }),
    }),
    ...(userAgent !== undefined && { userAgent }),
    ...(view.ip !== undefined && { ip: view.ip }),
  }
}

/** A provider may sign the same person in to the session that it has: then that one goes on here too. */
async function keep(context: Context, record: SessionRecord): Promise<void> {
  const existing = await context.store.read(record.sid)
  if (existing === undefined) return context.store.create(record)
  const live = endOf(existing, context.now()) === undefined && existing.userId === record.userId
  const next = { ...record, generation: existing.generation + 1 }
  if (live && (await context.store.replace(existing.generation, next))) return
  throw new SessionError('sign_in_refused', 'The provider answered with a session that has ended.')
}

/** A new sign-in ends what this browser had before (ASVS 7.2.4), and the oldest over the limit. */
async function endOthers(
  context: Context,
  record: SessionRecord,
  replaced: readonly (string | undefined)[],
): Promise<void> {
  for (const sid of new Set(replaced))
    if (sid !== undefined && sid !== record.sid) await end(context, sid, 'reauthenticated')
  if (context.policy.maxSessions === Infinity) return
  const all = await context.store.list(record.userId, context.now())
  const others = all.filter(({ sid }) => sid !== record.sid)
  for (const { sid } of others.slice(context.policy.maxSessions - 1))
    await end(context, sid, 'limit')
}

async function end(context: Context, sid: string, because: RevocationReason): Promise<void> {
  const record = await context.store.read(sid)
  if (record === undefined || !(await context.store.revoke(sid, context.now(), because))) return
  context.audit({ event: 'ended', sid, userId: record.userId, because })
  await tellProvider(context, { sid })
}

function failed(context: Context, error: unknown, clear: string): BeginOutcome {
  if (!(error instanceof SessionError)) throw error
  const { code, message, retryAfter = 1 } = error
  const unavailable = code === 'provider_unavailable' || code === 'store_unavailable'
  if (code === 'cookie_too_large' || unavailable)
    context.audit({ event: 'refused', code, detail: message })
  if (code === 'cookie_too_large') throw error
  if (unavailable) return { kind: 'unavailable', code, retryAfter }
  return refused(context, 'sign_in_refused', [clear], message)
}

function refused(
  context: Context,
  code: SessionErrorCode,
  cookies: readonly string[],
  detail?: string,
): BeginOutcome {
  context.audit({ event: 'refused', code, ...(detail !== undefined && { detail }) })
  return { kind: 'refused', code, cookies }
}
