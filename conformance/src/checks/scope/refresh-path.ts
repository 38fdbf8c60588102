import { credentialLines } from '../../derived/credential-lines.ts'
import { hasRefresh } from '../../derived/refresh-concept.ts'
import { defineCheck } from '../check.ts'
import { fail, notApplicable, pass } from '../verdict.ts'

export const check = defineCheck({
  id: 'scope/refresh-path',
  title: "The refresh cookie's Path is the refresh endpoint",
  level: 'must',
  drivers: ['http'],
  since: '2026-11',
  why:
    'A browser sends a cookie with every request under its Path. A refresh cookie at / rides on each image ' +
    'and API call, through every proxy log and every handler, though one endpoint alone needs it.',
  judged:
    'Every Set-Cookie line that sets the refresh cookie is read for its Path; where it has none, the default ' +
    'path of the request counts. The refresh endpoint is configured, or seen at work during an expiry. ' +
    'A scoped Path rules the __Host- prefix out (ASVS 3.3.3); __Secure- is the strongest that is left.',
  expected:
    'Path of the refresh cookie is the path of the refresh endpoint, on every Set-Cookie line.',
  citations: ['nist-63b-5.1.1', 'asvs-10.1.1'],
  fix: {
    express:
      "res.cookie('__Secure-refreshToken', value, { path: '/auth/refresh', httpOnly: true, secure: true, sameSite: 'strict' })",
    others: {
      django: "response.set_cookie(name, value, path='/auth/refresh')",
      go: 'http.Cookie{Path: "/auth/refresh"}; without it the request path decides.',
      'spring boot': 'ResponseCookie.from(name, value).path("/auth/refresh")',
    },
  },
  needs: ['refresh', 'ledger'],
  evaluate({ refresh, ledger }) {
    if (!hasRefresh(refresh)) return notApplicable('This session has no refresh cookie.')
    const names = refresh.credentials.refresh
    // A copy under another name is scope/refresh-ledger's finding.
    const own = credentialLines(ledger, 'refresh').filter((line) => names.includes(line.name))
    const wide = own.filter((line) => !within(line.path, refresh.endpoint))
    if (wide.length === 0) return pass(`Path is ${refresh.endpoint} on all ${own.length} lines.`)
    const paths = [...new Set(wide.map((line) => line.path))]
    return fail(
      `The refresh cookie is set with Path ${paths.join(' and ')}; the endpoint is ${refresh.endpoint}.`,
      wide.map((line) => line.quote),
    )
  },
})

function within(path: string, endpoint: string): boolean {
  return path === endpoint || path.startsWith(`${endpoint}/`)
}
