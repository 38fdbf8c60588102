import type { JWTPayload } from 'jose'
import { SessionError } from '../session/errors.ts'
import type { LogoutNotice } from './port.ts'
import { verify, type TokenExpectations } from './token-validation.ts'

/** The member of `events` that makes a JWT a logout token (OpenID Connect Back-Channel Logout 1.0 §2.4). */
const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'

/** `typ` is recommended, not required (§2.4); another kind's would make it something else. */
const logoutTokenTypes = new Set(['logout+jwt', 'application/logout+jwt', 'jwt', ''])

/** Seconds after which a token is too old, whatever its `exp`: §2.4 advises two minutes, a retry may take longer. */
const oldest = 600

/** Verifies a logout token as OpenID Connect Back-Channel Logout 1.0 §2.6 says, but for its `jti`, which the store knows. */
export async function verifyLogoutToken(
  token: string,
  expected: TokenExpectations,
): Promise<LogoutNotice> {
  // Steps 2 to 4: signature, an asymmetric algorithm, iss, aud, iat, exp.
  const { payload, protectedHeader } = await verify(token, expected).catch((error: unknown) => {
    if (error instanceof SessionError && error.code === 'provider_unavailable') throw error
    throw refused('its signature, iss, aud or exp is not good', error)
  })
  if (!logoutTokenTypes.has((protectedHeader.typ ?? '').toLowerCase()))
    throw refused('its typ is not that of a logout token')
  const { iat = NaN, exp = NaN, jti, sid, sub } = payload
  const age = expected.now() / 1000 - iat
  if (age < -expected.clockTolerance) throw refused('its iat is in the future')
  if (age > oldest + expected.clockTolerance) throw refused('its iat is too long ago')
  // Step 6.
  if (!isLogout(payload)) throw refused('its events do not name a back-channel logout')
  // Step 7: an ID token must not pass for it.
  if ('nonce' in payload) throw refused('it carries a nonce, as a logout token never does')
  if (typeof jti !== 'string' || jti === '') throw refused('it has no jti')
  const notice = {
    id: `logout-token:${jti}`,
    at: iat * 1000,
    until: (Math.min(exp, iat + oldest) + expected.clockTolerance + 1) * 1000,
  }
  const userId = typeof sub === 'string' && sub !== '' ? sub : undefined
  // Step 5, and §2.7: a sid ends that session, a sub alone all of the user's.
  if (typeof sid === 'string' && sid !== '') return { ...notice, over: 'session', sid, userId }
  if (userId !== undefined) return { ...notice, over: 'all', userId }
  throw refused('it names neither sid nor sub')
}

function isLogout({ events }: JWTPayload): boolean {
  if (typeof events !== 'object' || events === null) return false
  const member: unknown = (events as Record<string, unknown>)[logoutEvent]
  return typeof member === 'object' && member !== null && !Array.isArray(member)
}

function refused(because: string, cause?: unknown): SessionError {
  return new SessionError('logout_token_refused', `The logout token is not good: ${because}.`, {
    cause,
  })
}
