import type { Policy } from '../session/policy.ts'
import { homeOf } from './home.ts'

interface Described {
  readonly policy: Policy
  /** Seconds. */
  readonly accessTtl: number
  readonly accounts: readonly { readonly username: string; readonly password: string }[]
}

/** The demo as the conformance suite wants a target described: plain data, with test accounts. */
export function conformanceDocument({ policy, accessTtl, accounts }: Described) {
  const { paths } = policy
  return {
    url: policy.origin,
    accounts,
    signIn: {
      form: {
        path: `${paths.signIn}?return_to=${homeOf(policy.strategy)}`,
        username: '#email',
        password: '#password',
      },
    },
    ...shownBy(policy),
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
    transparency: policy.strategy === 'vault' ? 'inline' : 'redirect',
  }
}

/** What differs by strategy: which cookies there are, and what they open without a script. */
function shownBy({ strategy, paths, cookies }: Policy) {
  const { access, refresh } = cookies
  const whole = {
    protected: { api: '/api/me', page: '/dashboard' },
    identity: { json: '/user/id' },
    session: { access: access.name, refresh: refresh.name },
    refresh: { path: paths.refresh, method: 'POST' },
  }
  switch (strategy) {
    case 'redirect':
      return whole
    case 'respond':
      // The suite has no client, and would take the 401 that one answers for the end.
      return { ...whole, protected: { page: '/dashboard' }, identity: { selector: '#user' } }
    case 'vault':
      return { ...whole, session: { access: access.name }, refresh: false }
    case 'bearer':
      return { ...whole, protected: { api: '/api/me' }, session: { refresh: refresh.name } }
  }
}
