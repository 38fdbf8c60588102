import { pathOf } from '../../derived/quote.ts'
import { hasRefresh } from '../../derived/refresh-concept.ts'
import { sightings } from '../../derived/sightings.ts'
import { defineCheck } from '../check.ts'
import { fail, notApplicable, pass } from '../verdict.ts'

export const check = defineCheck({
  id: 'scope/refresh-ledger',
  title: 'The refresh value leaves the browser only to the refresh endpoint',
  level: 'must',
  drivers: ['http', 'browser'],
  since: '2026-11',
  core: true,
  why:
    'Each request that carries the refresh credential is one more log, proxy, error report and handler that ' +
    'can leak it. It is worth the whole session; a single endpoint has use for it.',
  judged:
    'A ledger is kept of every request of the whole run: pages, redirects, assets, API calls, the sign-in at ' +
    'the provider. Each value that the refresh credential ever had is searched for in cookies, headers, URLs ' +
    'and bodies, under whatever name it travels. Requests that the suite made by hand are left out.',
  expected: 'Requests that carry a refresh value go to the refresh endpoint, and nowhere else.',
  citations: ['nist-63b-5.1.1', 'asvs-10.1.1'],
  fix: {
    express:
      "Set the refresh cookie with path: '/auth/refresh', refresh on that route alone (a 307 there and back keeps " +
      'method and body), and copy its value into no second cookie, header or page.',
    others: {
      'any framework':
        'A middleware on /api never sees a cookie that is scoped to /auth/refresh: redirect to the endpoint, ' +
        'or keep the refresh token on the server.',
    },
  },
  needs: ['refresh', 'ledger'],
  evaluate({ refresh, ledger }) {
    if (!hasRefresh(refresh)) return notApplicable('This session has no refresh cookie.')
    const seen = sightings(ledger.trail, ledger.refreshMarks)
    const home = `${ledger.origin}${refresh.endpoint}`
    const strays = seen.filter(({ url }) => url !== home)
    if (strays.length === 0) {
      return pass(`It travelled ${seen.length} times, each time to ${refresh.endpoint}.`)
    }
    const places = [...new Set(strays.map(({ url }) => pathOf(url)))]
    const shown = places.slice(0, 4).join(', ') + (places.length > 4 ? ' …' : '')
    return fail(
      `${strays.length} of ${seen.length} requests with the refresh value went elsewhere: ${shown}.`,
      strays.map(({ line }) => line),
    )
  },
})
