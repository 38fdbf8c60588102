import type { Config } from '../../conformance/src/config/config.ts'
import { conformanceDocument } from '../../reference-impl/src/demo/conformance.ts'
import { demoUsers } from '../../reference-impl/src/emulator/users.ts'
import type { Policy } from '../../reference-impl/src/session/policy.ts'

const accounts = demoUsers.map(({ email, password }) => ({ username: email, password }))

/** How the conformance suite is to treat the reference app of the labs: as the demo describes itself. */
export function referenceTarget(policy: Policy): Config {
  const described = conformanceDocument({ policy, accessTtl: 300, accounts })
  // Lifetimes as the guide promises them, not as a defect may have left them.
  return { ...(described as Config), lifetimes: { access: '300s' }, expire: 'wait' }
}

/** The common recipe as its cookies describe it; it has no sign-out, and no list of sessions. */
export const recipeTarget = (origin: string): Config => ({
  url: origin,
  accounts,
  signIn: { form: { path: '/auth/sign-in', username: '#email', password: '#password' } },
  protected: { api: '/api/me' },
  identity: { json: '/user/id' },
  session: { access: 'accessToken', refresh: 'refreshToken' },
  refresh: { path: '/auth/refresh' },
  lifetimes: { access: '300s' },
  expire: 'wait',
})
