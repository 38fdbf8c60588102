import { SessionError } from '../session/errors.ts'

/** Whatever SQLite throws, callers see `store_unavailable`: they must not take it for "not revoked". */
export function guarded<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof SessionError) throw cause
    throw new SessionError(
      'store_unavailable',
      'The session file cannot be used. See the cause; check its path, its permissions and the disk.',
      { cause, retryAfter: 1 },
    )
  }
}
