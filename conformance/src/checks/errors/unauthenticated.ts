import { outcome, quoteExchange } from '../../derived/quote.ts'
import type { Probe } from '../../evidence/evidence.ts'
import { mediaType } from '../../wire/headers.ts'
import { defineCheck } from '../check.ts'
import { fail, notApplicable, pass } from '../verdict.ts'

export const check = defineCheck({
  id: 'errors/unauthenticated',
  title: 'An API refuses with 401, in the same shape whatever the reason',
  level: 'must',
  drivers: ['http', 'browser'],
  since: '2026-11',
  why:
    'A script that asks for data and is redirected gets a sign-in page with status 200, and fails far from the ' +
    'cause. Refusals that differ by reason tell an attacker which of his stolen values was once good.',
  judged:
    'The protected API is asked as a script asks: with no credential, with a made-up one, and with one whose ' +
    'session was ended. Each refusal must be a 401, all of one media type. Only refusals are compared: that an ' +
    'ended session is still accepted is for revoke and sign-out to say.',
  expected: 'Status 401 and one media type for no credential, a made-up one and an ended one.',
  citations: ['rfc9110-15.5.2'],
  fix: {
    express:
      "if (req.get('sec-fetch-mode') === 'navigate') return res.redirect(303, '/login'); " +
      "res.status(401).type('application/problem+json').send(problem)",
    others: {
      django:
        'LoginRequiredMixin redirects: use DRF permissions for APIs, and a scheme that sends WWW-Authenticate, or 401 becomes 403.',
      rails:
        'Devise redirects unless the format is not navigational: config.navigational_formats = [:html].',
      'spring security': 'HttpStatusEntryPoint(UNAUTHORIZED) for /api/**.',
      'asp.net':
        'Cookie authentication redirects before .NET 10: set OnRedirectToLogin for API paths.',
    },
  },
  needs: ['refusal'],
  evaluate({ refusal }) {
    const refusals = refusal.api.filter(({ user }) => user === undefined)
    if (refusals.length === 0)
      return notApplicable('The config names no protected API that refuses.')
    const other = refusals.filter(({ exchange }) => exchange.response?.status !== 401)
    if (other.length > 0) {
      const kinds = other.map(({ label, exchange }) => `${label}: ${outcome(exchange)}`)
      return fail(`Not every refusal is a 401 (${kinds.join('; ')}).`, other.map(quote))
    }
    const shapes = new Set(refusals.map(shape))
    return shapes.size === 1
      ? pass(`All ${refusals.length} refusals are 401, ${[...shapes].join()}.`, refusals.map(quote))
      : fail(`The refusals differ in form: ${[...shapes].join(', ')}.`, refusals.map(quote))
  },
})

function shape({ exchange }: Probe): string {
  return mediaType(exchange.response?.headers ?? []) ?? 'no media type'
}

function quote({ exchange }: Probe) {
  return quoteExchange(exchange)
}
