import { fiveAtOnce, postNote, readMe, signIn } from './acts.ts'
import { breaks, type Scenario } from './scenario.ts'

export const refresh: Scenario = {
  server: 'reference',
  kind: 'break',
  changes: breaks(
    'refresh/transparent',
    'refresh/concurrent',
    'scope/refresh-ledger',
    'caching/credential-no-store',
  ),
  open: 2,
  story: [
    { title: 'Ada signs in', note: 'Her access token is good for five minutes.', act: signIn },
    {
      title: 'A request, one minute after expiry',
      note: 'Away to the refresh endpoint by 307, and back by 307: same method, same path, a new token.',
      at: 6,
      act: readMe,
    },
    {
      title: 'A POST, one minute after expiry',
      note: '307 keeps the body, too (RFC 9110 §15.4.8). The note is saved once.',
      at: 12,
      act: postNote,
    },
    {
      title: 'Five requests in the same instant',
      note: 'All five find an expired token. The provider is asked once; all five get the same successor.',
      at: 18,
      act: fiveAtOnce,
    },
    {
      title: 'The answer to a refresh is lost',
      note: 'The provider has rotated, and the browser does not know: it still holds the old values.',
      at: 24,
      act: (visitor, { world }) => {
        world.loseAnswer('/auth/refresh')
        return readMe(visitor)
      },
    },
    {
      title: 'She tries again, ten seconds later',
      note: 'The spent token comes again inside the replay window: it is answered with the successor, and the provider is not asked.',
      at: 24 + 1 / 6,
      act: readMe,
    },
    {
      title: 'The provider is down',
      note: '503 says when to come back. No cookie is touched: an outage signs nobody out.',
      at: 30,
      act: (visitor, { world: { emulator } }) => {
        const failNext = [{ count: 1, kind: '503', on: 'token' }] as const
        const { environment } = emulator
        environment.knobs = { ...environment.knobs, failNext }
        return readMe(visitor)
      },
    },
    { title: 'It is back', note: 'The same session goes on.', at: 31, act: readMe },
  ],
  checks: [
    'refresh/transparent',
    'refresh/concurrent',
    'scope/refresh-ledger',
    'caching/credential-no-store',
  ],
}
