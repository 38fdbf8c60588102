/** Ways in which an answer can go wrong on purpose. */
export const failureKinds = ['503', '429', 'timeout', 'reset', 'lost-response'] as const
export type FailureKind = (typeof failureKinds)[number]

/** Groups of endpoints that can be made to fail. */
export const failurePlaces = [
  'authorize',
  'token',
  'keys',
  'discovery',
  'userinfo',
  'logout',
  'sessions',
  'grpc',
] as const
export type FailurePlace = (typeof failurePlaces)[number]

/** The next `count` requests to `on` fail. `lost-response` does the work and then drops the connection. */
export interface Failure {
  readonly count: number
  readonly kind: FailureKind
  readonly on: FailurePlace
}

/** Where the environment sends its events, as the dashboard would know it. */
export interface Webhook {
  readonly url: string
  /** `whsec_` and base64, as the SDK wants it. */
  readonly secret: string
}

/** What can be turned while the emulator runs. */
export interface Knobs {
  /** Seconds. A change holds for sessions that exist already, too; tokens keep the `exp` they have. */
  readonly lifetimes: {
    readonly access: number
    readonly idle: number
    readonly absolute: number
  }
  /** Seconds during which a spent refresh token is answered with the same successor; 0 for strictly once. */
  readonly replayGrace: number
  /** Whether a replay after the grace ends the whole session (RFC 9700 §4.14.2), or is merely refused. */
  readonly replayEndsFamily: boolean
  /** Whether an authorization request whose `login_hint` names a user skips the sign-in page. */
  readonly autoApprove: boolean
  /** Milliseconds before each answer. */
  readonly latencyMs: number
  readonly failNext: readonly Failure[]
  /** Seconds by which the emulator's clock is ahead (or behind, if negative). */
  readonly clockOffset: number
  /** Where `user.logout` is sent when a session ends; null for nowhere. */
  readonly webhook: Webhook | null
  /** Where a logout token is sent when a session ends (OpenID Connect Back-Channel Logout 1.0 §2.2). */
  readonly backChannelLogoutUri: string | null
}

export type KnobChanges = Partial<Omit<Knobs, 'lifetimes'>> & {
  readonly lifetimes?: Partial<Knobs['lifetimes']>
}

const minute = 60
const day = 24 * 60 * minute

export const defaultKnobs: Knobs = {
  lifetimes: { access: 5 * minute, idle: 7 * day, absolute: 30 * day },
  replayGrace: 30,
  replayEndsFamily: true,
  autoApprove: false,
  latencyMs: 0,
  failNext: [],
  clockOffset: 0,
  webhook: null,
  backChannelLogoutUri: null,
}

export function turnKnobs(knobs: Knobs, { lifetimes, ...rest }: KnobChanges): Knobs {
  return { ...knobs, ...rest, lifetimes: { ...knobs.lifetimes, ...lifetimes } }
}
