/** Every kind of call the emulator counts, so that a test can say "one refresh". */
export const countedCalls = [
  'authorize',
  'token',
  'token.authorization_code',
  'token.refresh_token',
  'token.client_credentials',
  'rotations',
  'replays',
  'keys',
  'discovery',
  'userinfo',
  'logout',
  'sessions',
  'grpc',
  'grpc.GetSession',
  'grpc.GetUserSessions',
  'grpc.RevokeSession',
  'grpc.RevokeAllUserSessions',
  'notices.webhook',
  'notices.back-channel',
] as const
export type CountedCall = (typeof countedCalls)[number]

/**
 * Calls by endpoint, by grant and by gRPC method, counted as they arrive, whatever their outcome.
 * `notices` counts what was sent to applications, every attempt of it.
 * `rotations` counts refreshes that spent a token, `replays` spent tokens that were shown again.
 */
export type Counters = Record<CountedCall, number>

export function zeroCounters(): Counters {
  return Object.fromEntries(countedCalls.map((call) => [call, 0])) as Counters
}
