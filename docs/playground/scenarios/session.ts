import {
  copyCookies,
  fiveAtOnce,
  postNote,
  readMe,
  revokeTheOther,
  signIn,
  signOut,
  tryAccess,
} from './acts.ts'
import { breaks, type Scenario } from './scenario.ts'

export const session: Scenario = {
  server: 'reference',
  kind: 'break',
  changes: breaks(
    'cookies/access-http-only',
    'scope/refresh-ledger',
    'refresh/transparent',
    'revoke/access-refused',
    'sign-out/access-refused',
  ),
  open: 3,
  story: [
    {
      title: 'Ada signs in',
      note: 'The callback arrives from another site, so it ends in a page that sends the browser on from here: only then do Strict cookies travel.',
      act: signIn,
    },
    {
      title: 'She reads her profile',
      note: 'One cookie travels. The refresh cookie stays home: this is not its path.',
      at: 1,
      act: readMe,
    },
    {
      title: 'Six minutes later, the same request',
      note: 'The access token expired a minute ago. The app sends the request to the one place that the refresh cookie travels to, and back. Nobody notices.',
      at: 6,
      act: readMe,
    },
    {
      title: 'She saves a note, just after expiry',
      note: '307 keeps method and body: the note arrives once, and whole.',
      at: 12,
      act: postNote,
    },
    {
      title: 'Five requests in the same instant',
      note: 'All five find an expired token. The provider is asked once, and all five get the answer.',
      at: 18,
      act: fiveAtOnce,
    },
    {
      title: 'On her phone, she signs in too',
      note: 'A second session: another jar, other values.',
      at: 20,
      who: 'Phone',
      act: signIn,
    },
    {
      title: 'The phone ends the session in the browser',
      note: 'It lists her sessions and ends the other one.',
      at: 21,
      who: 'Phone',
      act: revokeTheOther,
    },
    {
      title: 'The browser asks again',
      note: 'Its token would be good for two more minutes. It is refused on the very next request.',
      at: 21,
      act: readMe,
    },
    {
      title: 'She signs out on the phone',
      note: 'Refused in the store first, then cleared here, each cookie by its own path, then ended at the provider.',
      at: 22,
      who: 'Phone',
      act: async (phone, stage) => {
        await copyCookies(phone, stage, 'Phone')
        return signOut(phone)
      },
    },
    {
      title: 'Somebody copied her cookie, and tries it',
      note: 'Clearing a cookie only asks the browser to forget it. The store refuses the value itself.',
      at: 23,
      who: 'A thief',
      act: (_visitor, stage) => tryAccess(stage, 'Phone'),
    },
  ],
  checks: [
    'cookies/access-http-only',
    'cookies/refresh-http-only',
    'cookies/secure',
    'cookies/same-site',
    'scope/refresh-ledger',
    'refresh/transparent',
    'refresh/concurrent',
    'revoke/access-refused',
    'sign-out/access-refused',
  ],
}
