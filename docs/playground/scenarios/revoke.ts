import { backChannelLogout } from './back-channel.ts'
import {
  copyCookies,
  endSession,
  readMe,
  revokeTheOther,
  signIn,
  signInFrom,
  signOut,
  tryAccess,
  tryRefresh,
} from './acts.ts'
import { breaks, type Scenario } from './scenario.ts'

export const revoke: Scenario = {
  server: 'reference',
  kind: 'break',
  changes: breaks(
    'revoke/access-refused',
    'revoke/refresh-refused',
    'sign-out/access-refused',
    'scope/cleared-where-set',
  ),
  open: 4,
  story: [
    {
      title: 'Ada signs in on her laptop',
      note: 'Somebody copies her cookies, for the steps below.',
      who: 'Laptop',
      act: async (laptop, stage) => {
        const arrival = await signIn(laptop)
        await copyCookies(laptop, stage, 'Laptop')
        return arrival
      },
    },
    {
      title: 'And on her phone',
      note: 'Another session, another jar.',
      at: 1,
      who: 'Phone',
      act: signIn,
    },
    {
      title: 'The phone lists both, and ends the laptop’s',
      note: 'The list is that of the user who asks: device, address, last active, and which one this is. First the store is marked, then the provider is told.',
      at: 2,
      who: 'Phone',
      act: revokeTheOther,
    },
    {
      title: 'The laptop’s very next request',
      note: 'Its token is good for three more minutes, and refused now.',
      at: 2,
      who: 'Laptop',
      act: readMe,
    },
    {
      title: 'Its refresh cookie, copied before',
      note: 'Refused in the store. The provider is not asked, and would refuse too.',
      at: 2,
      who: 'A thief',
      act: (_visitor, stage) => tryRefresh(stage, 'Laptop'),
    },
    {
      title: 'The phone goes on',
      note: 'One session ended, and no other.',
      at: 3,
      who: 'Phone',
      act: readMe,
    },
    {
      title: 'Grace tries to end Ada’s session by its id',
      note: 'For Grace there is no such session: 404, the same as for an id that nobody has.',
      at: 4,
      who: 'Grace',
      act: async (grace, { world }) => {
        const [, phone] = world.emulator.environment.sessions.keys()
        await signInFrom(grace, '/auth/sign-in', 'grace@example.com')
        return endSession(grace, phone ?? 'none')
      },
    },
    {
      title: 'Ada signs out on the phone',
      note: 'Refused in the store, cleared in the browser (each cookie by its own path, though this request never showed the refresh cookie), ended at the provider.',
      at: 4,
      who: 'Phone',
      act: async (phone, stage) => {
        await copyCookies(phone, stage, 'Phone')
        return signOut(phone)
      },
    },
    {
      title: 'The old access value',
      note: 'Clearing a cookie only asks the browser to forget it.',
      at: 4,
      who: 'A thief',
      act: (_visitor, stage) => tryAccess(stage, 'Phone'),
    },
    {
      title: 'The old refresh value',
      note: 'Dead as well: it ended with its session.',
      at: 4,
      who: 'A thief',
      act: (_visitor, stage) => tryRefresh(stage, 'Phone'),
    },
    {
      title: 'She signs in on the laptop once more',
      note: 'A new session under a new id.',
      at: 5,
      who: 'Laptop',
      act: signIn,
    },
    {
      title: 'The provider says that this session is over',
      note: 'Somebody ended it in the dashboard. A logout token arrives from the provider’s own server: no browser, no cookie, and a signature.',
      at: 6,
      who: 'The provider',
      act: (_visitor, stage) => backChannelLogout(stage),
    },
    {
      title: 'The laptop’s next request',
      note: 'Refused like any other that was ended.',
      at: 6,
      who: 'Laptop',
      act: readMe,
    },
  ],
  checks: [
    'revoke/access-refused',
    'revoke/refresh-refused',
    'sign-out/access-refused',
    'scope/cleared-where-set',
  ],
}
