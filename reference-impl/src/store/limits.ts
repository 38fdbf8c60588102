import { SessionError } from '../session/errors.ts'

/** Sessions that one sweep forgets at most, so that it holds up nobody for long. */
export const defaultSweepLimit = 1000

/** What `create` rejects with where the sid is taken. */
export function duplicateSession(cause?: unknown): SessionError {
  return new SessionError(
    'sign_in_refused',
    'There is a session with this sid already. Replace it, or revoke it first.',
    { cause },
  )
}
