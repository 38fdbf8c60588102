import type { Context } from './context.ts'
import { SessionError } from './errors.ts'
import type { SessionErrorCode } from './errors.ts'
import { endOf } from './lifetime.ts'
import type { SessionRecord } from './record.ts'
import { isFresh, openSuccessor, rotate } from './rotate.ts'
import type { Successor } from './rotate.ts'
import type { Renewal } from './state.ts'

type Found = { readonly record: SessionRecord; readonly tokens: Successor } | SessionErrorCode

// #region renew
/**
 * New tokens for a session whose refresh token is in the store: for one call to the provider, however
 * many requests ask. Nobody can replay what no browser has, so that an old access cookie is a lost
 * response and nothing worse, and gets what the store has by now.
 */
export function renew(context: Context, sid: string): Promise<Renewal> {
  const flying = context.renewals.get(sid)
  if (flying !== undefined) return flying
  const flight = context.store
    .lock(sid, () => takeTurn(context, sid))
    .then(async (found): Promise<Renewal> => {
      if (typeof found === 'string') return refused(context, found, sid)
      const claims = await context.provider.verifyAccessToken(found.tokens.accessToken)
      return { ...found, claims }
    })
    .finally(() => context.renewals.delete(sid))
  context.renewals.set(sid, flight)
  return flight
}
// #endregion

async function takeTurn(context: Context, sid: string): Promise<Found> {
  const found = await newest(context, sid)
  if (typeof found === 'string' || isFresh(found.tokens, context.now())) return found
  const { record } = found
  try {
    const { next, tokens } = await rotate(context, record, found.tokens.refreshToken)
    if (await context.store.replace(record.generation, next)) {
      const { userId, generation } = next
      context.audit({ event: 'refreshed', sid, userId, generation })
      return { record: next, tokens }
    }
  } catch (error) {
    if (!(error instanceof SessionError) || error.code !== 'refresh_refused') throw error
    // invalid_grant: over for good, unless someone else's rotation is why.
    if ((await context.store.read(sid))?.generation === record.generation) {
      await context.store.revoke(sid, context.now(), 'provider')
      return 'refresh_refused'
    }
  }
  return newest(context, sid)
}

async function newest(context: Context, sid: string): Promise<Found> {
  const record = await context.store.read(sid)
  const end = endOf(record, context.now())
  if (record === undefined || end !== undefined) return end ?? 'session_expired'
  const tokens = await openSuccessor(context, record)
  // Begun under another strategy, or sealed by a key that left the ring.
  return tokens === undefined ? 'refresh_refused' : { record, tokens }
}

function refused(context: Context, code: SessionErrorCode, sid: string): Renewal {
  context.audit({ event: 'refused', code, sid })
  return { code }
}
