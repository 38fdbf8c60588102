import type { Mutant } from '../mutant.ts'

// Browsers refuse the prefixes without Secure, so the names are plain.
const access = {
  name: 'accessToken',
  path: '/',
  secure: false,
  httpOnly: true,
  sameSite: 'Strict',
} as const
const refresh = { ...access, name: 'refreshToken', path: '/auth/refresh' } as const

export const mutant: Mutant = {
  title: 'Both cookies have plain names and no Secure.',
  defect: { policy: (policy) => ({ ...policy, cookies: { ...policy.cookies, access, refresh } }) },
}
