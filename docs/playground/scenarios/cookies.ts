import { readMe, signIn, signOut } from './acts.ts'
import { breaks, type Scenario } from './scenario.ts'

export const cookies: Scenario = {
  server: 'reference',
  kind: 'break',
  changes: breaks(
    'cookies/access-http-only',
    'cookies/refresh-http-only',
    'cookies/secure',
    'cookies/same-site',
    'scope/refresh-path',
    'scope/cleared-where-set',
    'caching/credential-no-store',
  ),
  open: 1,
  story: [
    {
      title: 'Ada signs in',
      note: 'Three cookies: one for the sign-in itself, gone at its end; one for every request; one for a single path.',
      act: signIn,
    },
    {
      title: 'She reads her profile',
      note: 'The access cookie travels to every path of this host, and to no other host.',
      act: readMe,
    },
    {
      title: 'A path that only looks like the refresh endpoint',
      note: '/auth/refreshments is a sibling, not the path: the refresh cookie stays home.',
      act: (visitor) => visitor.fetch({ path: '/auth/refreshments' }),
    },
    {
      title: 'The refresh endpoint itself',
      note: 'The one place that the refresh cookie travels to. Both cookies get new values.',
      act: (visitor) => visitor.fetch({ method: 'POST', path: '/auth/refresh' }),
    },
    {
      title: 'She signs out',
      note: 'Each cookie is removed by the name and path that it was set with; any other line would leave it where it is.',
      act: signOut,
    },
  ],
  checks: [
    'cookies/access-http-only',
    'cookies/refresh-http-only',
    'cookies/secure',
    'cookies/same-site',
    'scope/refresh-path',
    'scope/refresh-ledger',
    'scope/cleared-where-set',
    'caching/credential-no-store',
  ],
}
