import { idToken, userAccessToken } from '../../../reference-impl/src/emulator/tokens.ts'
import type { World } from '../world.ts'

/** The access cookie of the first session as the application would seal it around either token of that session. */
export async function sealedAround(
  kind: 'access token' | 'ID token',
  { emulator: { environment }, sealAccess }: World,
): Promise<string> {
  const [session] = environment.sessions.values()
  const user = session && environment.users.get(session.userId)
  if (!user) throw new Error('Nobody has signed in.')
  const accessToken = await userAccessToken(environment, session, user)
  if (kind === 'access token') return sealAccess(session.sid, accessToken)
  return sealAccess(session.sid, await idToken(environment, session, user, accessToken, 'nonce'))
}
