import type { Policy } from '../session/policy.ts'

interface Described {
  readonly policy: Policy
  /** Seconds. */
  readonly accessTtl: number
  readonly accounts: readonly { readonly username: string; readonly password: string }[]
}

/** The demo as the conformance suite wants a target described: plain data, with test accounts. */
export function conformanceDocument({ policy, accessTtl, accounts }: Described) {
  const { paths, cookies } = policy
  return {
    url: policy.origin,
    accounts,
    signIn: {
      form: {
        path: `${paths.signIn}?return_to=/dashboard`,
        username: '#email',
        password: '#password',
      },
    },
    protected: { api: '/api/me', page: '/dashboard' },
    identity: { json: '/user/id' },
    session: { access: cookies.access.name, refresh: cookies.refresh.name },
    refresh: { path: paths.refresh, method: 'POST' },
    signOut: { method: 'POST', path: paths.signOut },
    sessions: {
      list: { path: paths.sessions },
      end: { method: 'DELETE', path: `${paths.sessions}/{sessionId}` },
      endAll: { method: 'DELETE', path: paths.sessions },
    },
    revoke: { request: { method: 'DELETE', path: `${paths.sessions}/{sessionId}` } },
    revokes: 'session',
    lifetimes: {
      access: `${accessTtl}s`,
      replayWindow: `${policy.replayWindowMs / 1_000}s`,
      idle: `${policy.idleMs / 1_000}s`,
      absolute: `${policy.absoluteMs / 1_000}s`,
    },
    transparency: 'redirect',
  }
}
