import { credentialLines } from '../../derived/credential-lines.ts'
import { quoteExchange, quoteHeaderNamed } from '../../derived/quote.ts'
import { readCacheControl } from '../../wire/cache-control.ts'
import type { Exchange } from '../../wire/exchange.ts'
import { defineCheck } from '../check.ts'
import { fail, notApplicable, pass } from '../verdict.ts'

export const check = defineCheck({
  id: 'caching/credential-no-store',
  title: 'Every answer that sets a credential says no-store',
  level: 'must',
  drivers: ['http'],
  since: '2026-11',
  why:
    'A shared cache stores whole responses, Set-Cookie lines included. One answer that sets a session and may ' +
    'be stored hands the session of one user to the next who asks for the same URL.',
  judged:
    'Every response of the run that sets an access or a refresh credential, redirects and refreshes included, ' +
    'is read for Cache-Control. Only no-store keeps it out of every cache; private and no-cache let some cache ' +
    'keep it. Deletion lines and cookies that are no credential demand nothing.',
  expected:
    'Cache-Control: no-store stands on every response with a Set-Cookie line for a credential.',
  citations: ['rfc6749-5.1'],
  fix: {
    express:
      "res.set('Cache-Control', 'no-store') wherever a credential is set, redirects included",
    others: {
      django: '@never_cache adds no-store to a view.',
      rails: "response.headers['Cache-Control'] = 'no-store', or no_store in the controller.",
      'spring security':
        'Its default headers say no-store; look for a place that turns cacheControl off.',
      nginx: 'proxy_ignore_headers Set-Cookie makes a shared cache store such answers: remove it.',
    },
  },
  needs: ['ledger'],
  evaluate({ ledger }) {
    const lines = credentialLines(ledger, 'access', 'refresh')
    const setters = [...new Set(lines.map(({ exchange }) => exchange))]
    if (setters.length === 0) return notApplicable('No response set a credential.')
    const open = setters.filter(
      (exchange) => !readCacheControl(headersOf(exchange)).has('no-store'),
    )
    if (open.length === 0) {
      return pass(`All ${setters.length} responses that set a credential say no-store.`)
    }
    return fail(
      `${open.length} of the ${setters.length} responses that set a credential may be stored by a cache.`,
      open.flatMap((exchange) => [
        quoteExchange(exchange),
        quoteHeaderNamed(exchange, 'Cache-Control'),
      ]),
    )
  },
})

function headersOf({ response }: Exchange) {
  return response?.headers ?? []
}
