import { describeCrossing } from '../../derived/crossings.ts'
import { pathOf, quoteExchange } from '../../derived/quote.ts'
import { hasRefresh } from '../../derived/refresh-concept.ts'
import type { Crossing } from '../../evidence/evidence.ts'
import { defineCheck } from '../check.ts'
import { fail, notApplicable, pass } from '../verdict.ts'

export const check = defineCheck({
  id: 'refresh/transparent',
  title: 'An expired access credential is refreshed without the user noticing',
  level: 'must',
  drivers: ['http', 'browser'],
  since: '2026-11',
  core: true,
  why:
    'Access credentials live minutes so that a stolen one is soon worthless. If their end shows, as a 401, a ' +
    'sign-in page or a lost form, users are signed out in the middle of their work while the session lives.',
  judged:
    'A visitor signs in, waits until the server no longer takes the access credential by itself, and then asks ' +
    'for the protected API and page as a browser would. The same user must be answered, after one refresh at ' +
    'most, and still be signed in on the next request. Redirects there and back are fine: nobody sees them.',
  expected:
    'The request made after expiry succeeds for the same user, with one refresh and no visible 401 or sign-in.',
  citations: ['bba-6.1.2.2'],
  fix: {
    express:
      "On expiry with a session: res.redirect(307, '/auth/refresh?return_to=' + encodeURIComponent(req.originalUrl)), " +
      'rotate there, and 307 back. Let the access cookie outlive its token, or expired looks like signed out.',
    others: {
      'server sessions':
        'Keep the refresh token in the session store and refresh in the middleware.',
      'next.js':
        'Refresh in the middleware (proxy) with the same redirect; server components cannot set cookies.',
      django: 'A middleware before the view returns the 307 and the refresh view the way back.',
    },
  },
  needs: ['refresh'],
  evaluate({ refresh }) {
    if (!hasRefresh(refresh)) return notApplicable('This session has no refresh cookie.')
    const lost = [...refresh.crossings, ...refresh.after].find(({ user }) => user !== refresh.user)
    if (lost) {
      const because = `With the refresh credential of ${refresh.user} live, ${describeCrossing(lost)}.`
      return fail(because, lost.hops.map(quoteExchange))
    }
    const refreshes = ({ hops }: Crossing) =>
      hops.filter((hop) => pathOf(hop.request.url) === refresh.endpoint).length
    const busy = refresh.crossings.find((crossing) => refreshes(crossing) > 1)
    if (busy) {
      const count = refreshes(busy)
      return fail(`${busy.label} took ${count} refreshes.`, busy.hops.map(quoteExchange))
    }
    const labels = refresh.crossings.map(({ label }) => label).join(' and ')
    return pass(
      `${labels} succeeded across the expiry.`,
      refresh.crossings[0]?.hops.map(quoteExchange),
    )
  },
})
