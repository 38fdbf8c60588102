import type { Context } from './context.ts'
import { SessionError } from './errors.ts'

/**
 * Ends a session, or all of a user's, at the provider too. The store has refused it already: that
 * the provider is away undoes nothing of it, and is written down.
 */
export async function tellProvider(
  context: Context,
  ended: { readonly sid: string } | { readonly userId: string },
): Promise<void> {
  try {
    if ('sid' in ended) await context.provider.revokeSession(ended.sid)
    else await context.provider.revokeAllSessions(ended.userId)
  } catch (error) {
    const code = error instanceof SessionError ? error.code : 'provider_unavailable'
    context.audit({ event: 'provider-not-told', ...ended, code })
  }
}
