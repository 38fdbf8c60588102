import type { Sealer } from '../sealing/port.ts'
import { SessionError } from '../session/errors.ts'
import { sha256 } from '../session/hash.ts'
import type { SelfIssuedEvent } from './self-issued-authorize.ts'
import type { AskState } from './self-issued-reach.ts'
import { secret } from './self-issued-secret.ts'
import type { Grant, IssuedCode } from './self-issued-state.ts'

/** What a refresh token of a family means to its grant. */
type GrantVerdict = 'over' | 'good' | 'answer-lost' | 'replayed'

/**
 * Milliseconds in which a spent token gets its successor once more: its answer may have been lost on the way. The core
 * replays by itself what reached it, for a window of its own.
 */
const replayWindow = 60_000

// #region judge-grant
/** Judges a refresh token of a family: each is good once (RFC 9700 §4.14.2). */
function judgeGrant(grant: Grant, tokenHash: string, now: number): GrantVerdict {
  if (grant.endedAt !== undefined || grant.expiresAt <= now) return 'over'
  if (tokenHash === grant.tokenHash) return 'good'
  const lately = now - (grant.rotatedAt ?? -Infinity) <= replayWindow
  return tokenHash === grant.previousHash && lately ? 'answer-lost' : 'replayed'
}
// #endregion

export interface RefreshTokensOptions {
  readonly ask: AskState
  readonly sealer: Sealer
  readonly audit: (event: SelfIssuedEvent) => void
  /** Milliseconds. */
  readonly lifetime: number
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** Families of refresh tokens, one for each grant: how they begin, and how one token follows another. */
export function refreshTokens({ ask, sealer, audit, lifetime, now }: RefreshTokensOptions) {
  const rotate = async (grant: Grant, family: string): Promise<string | undefined> => {
    const { token, tokenHash } = await refreshTokenOf(family)
    const next: Grant = {
      ...grant,
      generation: grant.generation + 1,
      tokenHash,
      previousHash: grant.tokenHash,
      sealedToken: await sealer.seal(token, sealedFor(grant)),
      rotatedAt: now(),
    }
    return (await ask((state) => state.replaceGrant(grant.generation, next))) ? token : undefined
  }

  return {
    /** Begins the family of a code; its first token. */
    async begin({ sid, userId }: IssuedCode): Promise<string> {
      const { token, ...hashes } = await refreshTokenOf(secret())
      const grant = { sid, userId, generation: 1, ...hashes, expiresAt: now() + lifetime }
      await ask((state) => state.createGrant(grant))
      return token
    },

    async grantOf(token: string): Promise<Grant | undefined> {
      const familyHash = await sha256(familyOf(token))
      return ask((state) => state.grantByFamily(familyHash))
    },

    // #region spend
    /** Spends a refresh token; its successor, or undefined if another request spent it just now. */
    async spend(grant: Grant, token: string): Promise<string | undefined> {
      switch (judgeGrant(grant, await sha256(token), now())) {
        case 'good':
          return rotate(grant, familyOf(token))
        case 'answer-lost': {
          const opened = await sealer.open(grant.sealedToken ?? '', sealedFor(grant))
          if (opened === undefined) throw refreshRefused()
          return opened.plaintext
        }
        case 'replayed':
          // Either the thief or the owner was here before: nobody can tell which (RFC 9700 §4.14.2).
          audit({ event: 'refresh-token-replayed', sid: grant.sid, userId: grant.userId })
          await ask((state) => state.endGrant(grant.sid, now()))
          throw refreshRefused()
        case 'over':
          throw refreshRefused()
      }
    },
    // #endregion
  }
}

export function refreshRefused(): SessionError {
  return new SessionError('refresh_refused', 'The refresh token is not good. Sign in again.')
}

/**
 * A refresh token: the family's part and its own, both random. By the first part any token that a family ever had is
 * known for one of it, though only hashes of the last two are kept; and nobody can end a family who never had one.
 */
async function refreshTokenOf(family: string) {
  const token = `${family}.${secret()}`
  return { token, familyHash: await sha256(family), tokenHash: await sha256(token) }
}

function familyOf(token: string): string {
  return token.slice(0, Math.max(0, token.indexOf('.')))
}

function sealedFor({ sid }: Grant): string {
  return `self-issued-refresh-token:${sid}`
}
