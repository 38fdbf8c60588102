import { copyCookies, readMe, signIn, tryAccess } from './acts.ts'
import { breaks, type Scenario } from './scenario.ts'

export const lifetimes: Scenario = {
  server: 'reference',
  knobs: { idle: '10m', absolute: '30m' },
  kind: 'break',
  changes: breaks('refresh/transparent', 'refresh/concurrent'),
  open: 6,
  story: [
    {
      title: 'Ada signs in',
      note: 'Three clocks start: access token 5 minutes, idle 10, absolute 30. Both cookies get 30 minutes of Max-Age.',
      act: signIn,
    },
    {
      title: 'She reads her profile',
      note: 'The token is good. The idle end moves to minute 14.',
      at: 4,
      act: readMe,
    },
    {
      title: 'Nine minutes of silence, then a request',
      note: 'The token expired, the session did not: a detour. The new cookies get 17 minutes, for that is what is left of the 30.',
      at: 13,
      act: readMe,
    },
    {
      title: 'Another nine',
      note: 'Activity moves the idle end: to minute 30 from here, and never past it.',
      at: 22,
      act: readMe,
    },
    {
      title: 'She works to the last minute',
      note: 'A detour once more. The cookies get one minute; the token in them would be good for five. Somebody copies them.',
      at: 29,
      act: async (visitor, stage) => {
        const arrival = await readMe(visitor)
        await copyCookies(visitor, stage, 'Ada')
        return arrival
      },
    },
    {
      title: 'Minute 31, after the absolute end',
      note: 'She was active two minutes ago. The browser has dropped both cookies.',
      at: 31,
      act: readMe,
    },
    {
      title: 'The copy, sent all the same',
      note: 'Max-Age binds nobody who kept a copy, and the token is good for three more minutes. The record says that the session is over.',
      who: 'A thief',
      act: (_visitor, stage) => tryAccess(stage, 'Ada'),
    },
    {
      title: 'She signs in again',
      note: 'A new session, with three new clocks.',
      at: 32,
      act: signIn,
    },
    {
      title: 'Eleven minutes of silence',
      note: 'Both cookies are in the jar for 19 minutes more. The session ended at minute 42: no detour, no call to the provider.',
      at: 43,
      act: readMe,
    },
  ],
  checks: ['refresh/transparent', 'refresh/concurrent', 'scope/refresh-path'],
}
