import type { LogoutNotice, WebhookDelivery } from '../provider/port.ts'
import type { Context } from './context.ts'
import { endOf } from './lifetime.ts'
import type { SessionRecord } from './record.ts'

/** What became of a notice of the provider. */
export type NoticeOutcome =
  | { readonly kind: 'taken'; readonly ended: number }
  /** The same notice was taken before. */
  | { readonly kind: 'replayed' }
  /** Verified, and about something else than sessions. */
  | { readonly kind: 'ignored' }

export async function takeWebhook(
  context: Context,
  delivery: WebhookDelivery,
): Promise<NoticeOutcome> {
  const notice = await context.provider.verifyWebhook(delivery)
  return notice === undefined ? { kind: 'ignored' } : take(context, notice)
}

export async function takeLogoutToken(
  context: Context,
  logoutToken: string,
): Promise<NoticeOutcome> {
  return take(context, await context.provider.verifyLogoutToken(logoutToken))
}

// #region take-notice
/**
 * Ends what a verified notice says is over, and remembers its id. In this order: a store that fails between the two
 * has the sender try again, while an id that is remembered first would have that refused, and the sessions live on.
 * A replay finds nothing left to end, for sessions that began after the notice are not meant by it.
 */
async function take(context: Context, notice: LogoutNotice): Promise<NoticeOutcome> {
  let ended = 0
  for (const record of await meant(context, notice)) {
    const { sid, userId } = record
    if (!(await context.store.revoke(sid, context.now(), 'provider'))) continue
    context.audit({ event: 'ended', sid, userId, because: 'provider' })
    ended += 1
  }
  const first = await context.store.remember(notice.id, context.now(), notice.until)
  return first ? { kind: 'taken', ended } : { kind: 'replayed' }
}
// #endregion

/** The live sessions that a notice is about. */
async function meant(context: Context, notice: LogoutNotice): Promise<readonly SessionRecord[]> {
  const { store, policy, now } = context
  if (notice.over === 'session') {
    const record = await store.read(notice.sid)
    if (record === undefined || endOf(record, now()) !== undefined) return []
    return notice.userId === undefined || notice.userId === record.userId ? [record] : []
  }
  // Providers tell whole seconds, by a clock of their own.
  const latest = notice.at + 1000 + policy.clockToleranceMs
  const records = await store.list(notice.userId, now())
  const candidates = records.filter(({ createdAt }) => createdAt < latest)
  if (notice.over === 'all') return candidates
  const over = await Promise.all(candidates.map(({ sid }) => isOver(context, sid)))
  return candidates.filter((_, index) => over[index])
}

/**
 * "The user signed out" names no session: the provider knows which, or signing out of the phone would sign out of the
 * desk as well. If it cannot be asked, its word stands for all.
 */
async function isOver({ provider }: Context, sid: string): Promise<boolean> {
  try {
    return !(await provider.isSessionActive(sid))
  } catch {
    return true
  }
}
