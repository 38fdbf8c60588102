import { readMe, signIn } from './acts.ts'
import type { Scenario } from './scenario.ts'

export const recipe: Scenario = {
  server: 'recipe',
  kind: 'mend',
  changes: [
    { id: 'cookie-outlives-token', label: '1. Let the access cookie outlive its token' },
    {
      id: 'refresh-cookie-on-api',
      label: '2. Send the refresh cookie to /api, where the middleware runs',
    },
    { id: 'expiry-from-token', label: '3. Read the new expiry from the token, not from the SDK' },
  ],
  open: 3,
  story: [
    {
      title: 'Ada signs in',
      note: 'Her access token is good for five minutes; the access cookie gets four, “to be safe”.',
      act: signIn,
    },
    {
      title: 'She reads her profile',
      note: 'The access cookie travels, the token is good.',
      at: 1,
      act: readMe,
    },
    {
      title: 'Minute four',
      note: 'The token has a minute to go. The middleware on /api is meant to refresh it about now.',
      at: 4,
      act: readMe,
    },
    {
      title: 'A minute after the token expired',
      note: 'The same request, once more.',
      at: 6,
      act: readMe,
    },
    {
      title: 'And another minute later',
      note: 'Is she still signed in?',
      at: 7,
      act: readMe,
    },
  ],
  checks: ['scope/refresh-path', 'scope/refresh-ledger', 'refresh/transparent'],
}
