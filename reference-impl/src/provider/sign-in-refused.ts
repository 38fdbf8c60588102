import { SessionError } from '../session/errors.ts'
import type { Profile } from './port.ts'
import { verifyIdToken, type TokenExpectations } from './token-validation.ts'

export function signInRefused(what: string, cause?: unknown): SessionError {
  return new SessionError('sign_in_refused', `${what} Start the sign-in again.`, { cause })
}

/** The person of an ID token. One that is not good refuses the sign-in; an outage of the key set does not. */
export async function verifiedProfile(
  idToken: string,
  expected: TokenExpectations & { readonly nonce: string },
): Promise<Profile> {
  try {
    return await verifyIdToken(idToken, expected)
  } catch (error) {
    if (error instanceof SessionError && error.code === 'provider_unavailable') throw error
    throw signInRefused('The ID token is not good.', error)
  }
}
