import { quoteExchange } from '../../derived/quote.ts'
import { defineCheck } from '../check.ts'
import { fail, pass } from '../verdict.ts'

export const check = defineCheck({
  id: 'sign-out/access-refused',
  title: 'Signing out ends the access credential on the server',
  level: 'must',
  drivers: ['http'],
  since: '2026-11',
  why:
    'Clearing the cookie tidies one browser. A copy of its value, taken before from a log, a backup or a ' +
    'shared machine, goes on working after the user pressed Sign out, and nothing shows it.',
  judged:
    'The access credential is saved and shown to work, the visitor signs out, and the saved value is sent again ' +
    'by a bare client. A fresh session must still be answered, so that a server that refuses everybody does ' +
    'not pass.',
  expected: 'The saved access credential is refused after sign-out.',
  citations: ['asvs-7.4.1'],
  fix: {
    express:
      "app.post('/auth/logout'): await store.revoke(sid, now, 'sign-out') before the cookies are cleared, " +
      'and let the middleware ask the store on each request.',
    others: {
      'express-session':
        'req.session.destroy(callback); clearing the cookie alone leaves the session in the store.',
      'iron-session':
        'Sealed cookies cannot be taken back: keep a session id in them and a record on the server.',
      'next-auth': "session: { strategy: 'database' }; a JWT session lives on until it expires.",
      rails: 'reset_session with a server-side store; the cookie store cannot end a copied cookie.',
    },
  },
  needs: ['signOut'],
  evaluate({ signOut }) {
    const { access, signOut: trail } = signOut
    const seen = [...trail.slice(0, 1), access.exchange].map(quoteExchange)
    return access.user === undefined
      ? pass('The saved access credential was refused after sign-out.', seen)
      : fail(`The saved access credential still answered for ${access.user} after sign-out.`, seen)
  },
})
