import type { Tokens } from '../provider/port.ts'
import type { MaybePromise } from '../store/port.ts'
import type { Context } from './context.ts'
import { SessionError } from './errors.ts'
import { sha256 } from './hash.ts'
import { openIdToken, sealIdToken } from './id-token.ts'
import { idleEnd } from './lifetime.ts'
import type { SessionRecord } from './record.ts'

/** Tokens of a rotation, and when the access token among them expires (epoch milliseconds). */
export interface Successor extends Tokens {
  readonly expiresAt: number
}

// #region rotate
/** Asks the provider for the next tokens, and writes down the session as it will be with them. */
export async function rotate(
  context: Context,
  record: SessionRecord,
  refreshToken: string,
): Promise<{ next: SessionRecord; tokens: Successor }> {
  const fresh = await context.provider.refresh(refreshToken)
  const claims = await verified(context, fresh.accessToken)
  if (claims.sid !== record.sid || claims.sub !== record.userId)
    throw new SessionError('refresh_refused', 'The provider answered with another session.')
  const tokens: Successor = { ...fresh, expiresAt: claims.exp * 1_000 }
  const now = context.now()
  const next: SessionRecord = {
    ...record,
    generation: record.generation + 1,
    refreshHash: await sha256(fresh.refreshToken),
    previousRefreshHash: record.refreshHash,
    sealedSuccessor: await sealSuccessor(context, record.sid, tokens),
    rotatedAt: now,
    lastSeenAt: now,
    idleExpiresAt: idleEnd(record.absoluteExpiresAt, now, context.policy),
    ...(await resealedIdToken(context, record, fresh.idToken)),
  }
  return { next, tokens }
}
// #endregion

export function sealSuccessor(
  context: Context,
  sid: string,
  tokens: Successor,
): MaybePromise<string> {
  return context.sealer.seal(JSON.stringify(tokens), successorOf(sid))
}

/** The tokens of the last rotation; undefined before the first, or if their key left the ring. */
export async function openSuccessor(
  context: Context,
  record: SessionRecord,
): Promise<Successor | undefined> {
  if (record.sealedSuccessor === undefined) return undefined
  const opened = await context.sealer.open(record.sealedSuccessor, successorOf(record.sid))
  return opened && (JSON.parse(opened.plaintext) as Successor)
}

export function isFresh(successor: Successor, now: number): boolean {
  return successor.expiresAt > now
}

/** A new token that is no good already means that a clock is wrong, not that the user is. */
async function verified(context: Context, accessToken: string) {
  try {
    return await context.provider.verifyAccessToken(accessToken)
  } catch (cause) {
    if (!(cause instanceof SessionError) || !cause.code.startsWith('access_token_')) throw cause
    throw new SessionError(
      'provider_unavailable',
      'The provider issued a token that is not valid here; compare the clocks, and the issuer.',
      { cause },
    )
  }
}

/** A new ID token replaces the old; an old one moves to the newest key. */
async function resealedIdToken(
  context: Context,
  record: SessionRecord,
  idToken: string | undefined,
): Promise<Pick<SessionRecord, 'sealedIdToken'>> {
  const current = await openIdToken(context, record)
  if (idToken === undefined && current?.stale !== true) return {}
  const plaintext = idToken ?? current?.plaintext
  return plaintext === undefined
    ? {}
    : { sealedIdToken: await sealIdToken(context, record.sid, plaintext) }
}

function successorOf(sid: string): string {
  return `successor:${sid}`
}
