import { encodeBase64url } from '../sealing/base64url.ts'
import { sha256 } from '../session/hash.ts'
import type { Grant } from './self-issued-state.ts'

/** 256 bits that nobody can guess (RFC 6749 §10.10 asks for 128). */
export function secret(): string {
  return encodeBase64url(crypto.getRandomValues(new Uint8Array(32)))
}

/**
 * A refresh token: the family's part and its own, both random. By the first part any token that a family ever had is
 * known for one of it, though only hashes of the last two are kept; and nobody can end a family who never had one.
 */
export async function refreshTokenOf(family: string) {
  const token = `${family}.${secret()}`
  return { token, familyHash: await sha256(family), tokenHash: await sha256(token) }
}

export function familyOf(refreshToken: string): string {
  return refreshToken.slice(0, Math.max(0, refreshToken.indexOf('.')))
}

/** What a refresh token of a family means to its grant. */
export type GrantVerdict = 'over' | 'good' | 'answer-lost' | 'replayed'

/**
 * Milliseconds in which a spent token gets its successor once more: its answer may have been lost on the way. The core
 * replays by itself what reached it, for a window of its own.
 */
const replayWindow = 60_000

// #region judge-grant
/** Judges a refresh token of a family: each is good once (RFC 9700 §4.14.2). */
export function judgeGrant(grant: Grant, tokenHash: string, now: number): GrantVerdict {
  if (grant.endedAt !== undefined || grant.expiresAt <= now) return 'over'
  if (tokenHash === grant.tokenHash) return 'good'
  const lately = now - (grant.rotatedAt ?? -Infinity) <= replayWindow
  return tokenHash === grant.previousHash && lately ? 'answer-lost' : 'replayed'
}
// #endregion
