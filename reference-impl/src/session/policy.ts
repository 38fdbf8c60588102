import { defineCookie } from '../cookies/names.ts'
import type { Cookie, HostName, SameSite, SecureName } from '../cookies/names.ts'
import { SessionError } from './errors.ts'
import { mistakesIn } from './policy-mistakes.ts'
import type { Strategy } from './strategy.ts'

/** Milliseconds, or a number with its unit: `'30s'`, `'15m'`, `'8h'`, `'7d'`. */
export type Duration = number | `${number}${'s' | 'm' | 'h' | 'd'}`

export interface AuthPaths {
  readonly signIn: string
  readonly callback: string
  readonly refresh: string
  readonly signOut: string
  readonly sessions: string
  readonly webhook: string
  readonly backChannelLogout: string
}

/** Everything that may differ from one application to another. Made by `definePolicy`, which checks it. */
export interface Policy {
  /** Scheme, host and port under which browsers know the application. */
  readonly origin: string
  readonly development: boolean
  readonly strategy: Strategy
  readonly paths: AuthPaths
  readonly cookies: {
    readonly access: Cookie
    /** Its path is `paths.refresh`: no other request carries it. */
    readonly refresh: Cookie
    /** One for each sign-in under way: the name is a prefix. */
    readonly signIn: Cookie
  }
  /** Where people go after sign-in, unless they were on their way somewhere. */
  readonly afterSignIn: string
  readonly afterSignOut: string
  readonly idleMs: number
  readonly absoluteMs: number
  /** For how long a refresh token that was just rotated is answered with the same successor. */
  readonly replayWindowMs: number
  /** How far the provider's clock may be from ours. */
  readonly clockToleranceMs: number
  readonly signInMs: number
  /** How old the provider's word that a session lives may be; Infinity where it is not asked. */
  readonly providerCheckMs: number
  /** Sessions that one user may have; the oldest end first. */
  readonly maxSessions: number
  /** Other origins that may send unsafe requests. */
  readonly trustedOrigins: readonly string[]
  /** Sends `Clear-Site-Data: "cache", "storage"` at sign-out. */
  readonly clearSiteData: boolean
}

export interface PolicyOptions {
  readonly origin: string
  /** Default `redirect`, which needs no script. */
  readonly strategy?: Strategy
  readonly paths?: Partial<AuthPaths>
  readonly cookies?: {
    readonly access?: { readonly name?: HostName; readonly sameSite?: SameSite }
    readonly refresh?: { readonly name?: SecureName; readonly sameSite?: SameSite }
    readonly signIn?: { readonly name?: HostName }
  }
  readonly afterSignIn?: string
  readonly afterSignOut?: string
  readonly idle?: Duration
  readonly absolute?: Duration
  readonly replayWindow?: Duration
  readonly clockTolerance?: Duration
  /**
   * Asks the provider whether a session lives on, so often at most: for providers that tell of no revocation by
   * themselves. Off by default, for it makes requests wait for a call. If the provider is away, sessions go on.
   */
  readonly providerCheck?: Duration
  readonly maxSessions?: number
  readonly trustedOrigins?: readonly string[]
  readonly clearSiteData?: boolean
  /**
   * Cookies without Secure and prefix, for plain http in Safari.
   * It is announced, and refused where `environment` (NODE_ENV) is `production`.
   */
  readonly development?: {
    readonly environment: string | undefined
    readonly announce: (sentence: string) => void
  }
}

// #region policy
const DEFAULTS = {
  paths: {
    signIn: '/auth/sign-in',
    callback: '/auth/callback',
    refresh: '/auth/refresh',
    signOut: '/auth/sign-out',
    sessions: '/auth/sessions',
    webhook: '/auth/webhook',
    backChannelLogout: '/auth/back-channel-logout',
  },
  idle: '30m',
  absolute: '8h',
  replayWindow: '30s',
  clockTolerance: '2s',
  signIn: '10m',
} as const
// #endregion

/** Checks the options and fills in the rest. Throws one `policy_invalid` with a sentence for each mistake. */
export function definePolicy(options: PolicyOptions): Policy {
  const mistakes: string[] = []
  const duration = (name: string, value: Duration): number => {
    const ms = milliseconds(value)
    if (!(ms >= 0))
      mistakes.push(`${name}: "${value}" is no duration; write it like '30m' or '8h'.`)
    return ms
  }
  const paths = { ...DEFAULTS.paths, ...options.paths }
  const development = options.development !== undefined
  const policy: Policy = {
    origin: options.origin,
    development,
    strategy: options.strategy ?? 'redirect',
    paths,
    cookies: cookiesOf(options, paths, development),
    afterSignIn: options.afterSignIn ?? '/',
    afterSignOut: options.afterSignOut ?? '/',
    idleMs: duration('idle', options.idle ?? DEFAULTS.idle),
    absoluteMs: duration('absolute', options.absolute ?? DEFAULTS.absolute),
    replayWindowMs: duration('replayWindow', options.replayWindow ?? DEFAULTS.replayWindow),
    clockToleranceMs: duration('clockTolerance', options.clockTolerance ?? DEFAULTS.clockTolerance),
    signInMs: duration('signIn', DEFAULTS.signIn),
    providerCheckMs: duration('providerCheck', options.providerCheck ?? Infinity),
    maxSessions: options.maxSessions ?? Infinity,
    trustedOrigins: options.trustedOrigins ?? [],
    clearSiteData: options.clearSiteData ?? false,
  }
  mistakes.push(...mistakesIn(policy), ...developmentMistakes(options.development))
  if (mistakes.length > 0) throw new SessionError('policy_invalid', mistakes.join('\n'))
  options.development?.announce(
    'Development cookies: no Secure, no prefix. Anyone on the network can read and plant them.',
  )
  return policy
}

function cookiesOf(
  options: PolicyOptions,
  paths: AuthPaths,
  development: boolean,
): Policy['cookies'] {
  const access = options.cookies?.access?.name ?? '__Host-accessToken'
  const refresh = options.cookies?.refresh?.name ?? '__Secure-refreshToken'
  const signIn = options.cookies?.signIn?.name ?? '__Host-signIn'
  const sameSite = options.cookies?.access?.sameSite ?? 'Strict'
  const refreshSameSite = options.cookies?.refresh?.sameSite ?? 'Strict'
  if (development) {
    const plain = (name: string) => name.replace(/^__(?:Host|Secure)-/, '')
    return {
      access: defineCookie(plain(access), { path: '/', secure: false, sameSite }),
      refresh: defineCookie(plain(refresh), {
        path: paths.refresh,
        secure: false,
        sameSite: refreshSameSite,
      }),
      signIn: defineCookie(plain(signIn), { path: '/', secure: false, sameSite: 'Lax' }),
    }
  }
  return {
    access: defineCookie(access, { path: '/', secure: true, sameSite }),
    refresh: defineCookie(refresh, {
      path: paths.refresh,
      secure: true,
      sameSite: refreshSameSite,
    }),
    // Lax always: the provider's redirect back is a cross-site navigation.
    signIn: defineCookie(signIn, { path: '/', secure: true, sameSite: 'Lax' }),
  }
}

function developmentMistakes(development: PolicyOptions['development']): string[] {
  if (development?.environment !== 'production') return []
  return ['development: refused with NODE_ENV=production; remove the option, and serve over https.']
}

function milliseconds(duration: Duration): number {
  if (typeof duration === 'number') return duration
  const match = /^(\d+(?:\.\d+)?)([smhd])$/.exec(duration)
  if (match === null) return NaN
  const unit = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[
    match[2] as 's' | 'm' | 'h' | 'd'
  ]
  return Number(match[1]) * unit
}
