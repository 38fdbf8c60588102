import { fromElsewhere, postNote, readMe, signIn } from './acts.ts'
import { breaks, type Scenario } from './scenario.ts'

const prize = 'https://prize.test'
const sibling = 'https://blog.app.test'

export const forgery: Scenario = {
  server: 'reference',
  kind: 'break',
  changes: breaks('cookies/same-site'),
  open: 3,
  story: [
    {
      title: 'Ada signs in',
      note: 'Both cookies of the session are SameSite=Strict. The cookie of the sign-in is Lax, for it has to survive the way back from the provider.',
      act: signIn,
    },
    {
      title: 'A page of the app saves a note',
      note: 'Sec-Fetch-Site says same-origin: browsers write it, and pages cannot.',
      act: postNote,
    },
    {
      title: 'A page of another site posts a form to the notes',
      note: 'Strict keeps the cookies home. And had they come along, the request would be refused by where it comes from, before anybody looks at a cookie.',
      act: (visitor) =>
        fromElsewhere(visitor, { origin: prize, path: '/api/notes', method: 'post' }),
    },
    {
      title: 'A page of another site posts a form to the sign-out',
      note: '403, and no line that clears a cookie: Ada stays signed in.',
      act: (visitor) =>
        fromElsewhere(visitor, { origin: prize, path: '/auth/sign-out', method: 'post' }),
    },
    {
      title: 'A sibling subdomain posts a form',
      note: 'For SameSite, blog.app.test is the same site: both rules of the cookie are kept, and it travels. The server is what refuses: a sibling is another origin.',
      act: (visitor) =>
        fromElsewhere(visitor, { origin: sibling, path: '/auth/sign-out', method: 'post' }),
    },
    {
      title: 'Is she still signed in?',
      note: 'Nothing was changed, nothing was cleared.',
      act: readMe,
    },
    {
      title: 'A link on another site leads to her dashboard',
      note: 'The Strict cookie stays home, so the app sends the browser on from a page of its own. The second request is same-origin, and signed in.',
      act: (visitor) =>
        fromElsewhere(visitor, { origin: prize, path: '/dashboard', method: 'get' }),
    },
    {
      title: 'The same link, after the token expired',
      note: 'First the bounce, then the detour: each happens once.',
      at: 6,
      act: (visitor) =>
        fromElsewhere(visitor, { origin: prize, path: '/dashboard', method: 'get' }),
    },
    {
      title: 'A link on another site leads to the refresh endpoint',
      note: 'Nobody is bounced to it: it rotates nothing, and it ends nothing.',
      at: 7,
      act: (visitor) =>
        fromElsewhere(visitor, { origin: prize, path: '/auth/refresh', method: 'get' }),
    },
    {
      title: 'The same link, for somebody who is not signed in',
      note: 'One bounce, and then the sign-in page: it does not go round in circles.',
      who: 'A stranger',
      act: (visitor) =>
        fromElsewhere(visitor, { origin: prize, path: '/dashboard', method: 'get' }),
    },
  ],
  checks: ['cookies/same-site', 'refresh/transparent', 'scope/refresh-ledger'],
}
