import { zeroCounters, type Counters } from './counters.ts'
import { defaultKnobs, turnKnobs, type KnobChanges, type Knobs } from './knobs.ts'
import type { SigningKeys } from './signing-keys.ts'
import { demoUsers, type User } from './users.ts'

/** An application that is registered with the environment. */
export interface Client {
  readonly clientId: string
  readonly clientSecret: string
  /** Exact redirect URIs (RFC 9700 §4.1.3), for sign-in and after sign-out; absent, any is taken. */
  readonly redirectUris?: readonly string[]
}

/** A user's session; its expiry follows from the lifetimes. Times are epoch milliseconds. */
export interface Session {
  readonly sid: string
  readonly userId: string
  readonly organizationId: string
  readonly clientId: string
  readonly createdAt: number
  readonly userAgent: string
  readonly ip: string
  lastActiveAt: number
  ended?: { readonly at: number; readonly how: 'revoked' | 'logout' }
}

/** What an authorization code stands for. */
export interface CodeGrant {
  readonly clientId: string
  readonly redirectUri: string
  readonly userId: string
  readonly scope: readonly string[]
  readonly nonce: string | undefined
  readonly codeChallenge: string | undefined
  readonly userAgent: string
  readonly ip: string
  readonly expiresAt: number
  /** Set once the code is redeemed: a second try ends this session (RFC 6749 §4.1.2). */
  sid?: string
}

/** What a refresh token stands for. */
export interface RefreshGrant {
  readonly sid: string
  readonly clientId: string
  readonly scope: readonly string[]
  spent?: { readonly at: number; readonly successor: string }
}

/** One notice that a session ended, and what became of it. */
export interface Delivery {
  readonly kind: 'webhook' | 'back-channel'
  /** `webhook-id`, or the `jti` of the logout token. */
  readonly id: string
  readonly sid: string
  readonly url: string
  attempts: number
  /** The last answer's; undefined while there is none. */
  status?: number
  outcome: 'under way' | 'delivered' | 'refused' | 'given up'
}

/** All that one emulated Scalekit environment knows. */
export interface Environment {
  /** Origin of the environment: the `iss` of its tokens. */
  readonly issuer: string
  readonly client: Client
  readonly keys: SigningKeys
  /** Epoch milliseconds, clock offset included. */
  now(): number
  /** That many random bytes, base64url. */
  random(bytes: number): string
  knobs: Knobs
  counters: Counters
  readonly users: Map<string, User>
  readonly sessions: Map<string, Session>
  readonly codes: Map<string, CodeGrant>
  readonly refreshTokens: Map<string, RefreshGrant>
  /** Notices that were sent to applications, newest last. */
  readonly deliveries: Delivery[]
  /** Told of each session that somebody ended. */
  sessionEnded: (session: Session) => void
}

export interface EnvironmentOptions {
  readonly issuer: string
  readonly client: Client
  readonly keys: SigningKeys
  readonly clock: () => number
  readonly random: (bytes: number) => string
  readonly knobs: KnobChanges
}

export function createEnvironment(options: EnvironmentOptions): Environment {
  const environment: Environment = {
    issuer: options.issuer,
    client: options.client,
    keys: options.keys,
    now: () => options.clock() + environment.knobs.clockOffset * 1000,
    random: options.random,
    knobs: turnKnobs(defaultKnobs, options.knobs),
    counters: zeroCounters(),
    users: new Map(demoUsers.map((user) => [user.id, user])),
    sessions: new Map(),
    codes: new Map(),
    refreshTokens: new Map(),
    deliveries: [],
    sessionEnded: () => {},
  }
  return environment
}

/** Puts an environment back to how it started; its keys stay, so that nobody's key cache goes stale. */
export function resetEnvironment(environment: Environment, knobs: KnobChanges): void {
  environment.knobs = turnKnobs(defaultKnobs, knobs)
  environment.counters = zeroCounters()
  environment.users.clear()
  for (const user of demoUsers) environment.users.set(user.id, user)
  environment.sessions.clear()
  environment.codes.clear()
  environment.refreshTokens.clear()
  environment.deliveries.length = 0
}

export function userByEmail(environment: Environment, email: string): User | undefined {
  const wanted = email.trim().toLowerCase()
  return [...environment.users.values()].find((user) => user.email.toLowerCase() === wanted)
}
