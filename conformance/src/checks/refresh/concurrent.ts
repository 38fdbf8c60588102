import { describeCrossing } from '../../derived/crossings.ts'
import { quoteExchange } from '../../derived/quote.ts'
import { defineCheck } from '../check.ts'
import { fail, notApplicable, pass } from '../verdict.ts'

export const check = defineCheck({
  id: 'refresh/concurrent',
  title: 'Requests that race at expiry all succeed, and nobody is signed out',
  level: 'should',
  drivers: ['http', 'browser'],
  since: '2026-11',
  why:
    'A page makes many requests at once, and people keep several tabs open. If a refresh credential works for ' +
    'the first of them alone, the others look like a thief who replays it, and the session dies by a race.',
  judged:
    'At expiry one visitor sends parallel API requests and opens the page in two more tabs; a straggler shows ' +
    'the old refresh value once more just after the rotation, as a request does that was on its way. All must ' +
    'be answered for the same user, the visitor must stay signed in, and the next refresh must work. Where a ' +
    'single request is not refreshed either, refresh/transparent says so and this does not apply.',
  expected:
    'Each racing request succeeds for the same user, and the session goes on through the next refresh.',
  citations: ['fapi2-5.3.2.1'],
  fix: {
    express:
      'Refresh under a lock by session id; after the lock read again, and answer whoever shows the previous ' +
      'refresh value within some 30 s with the successor that was already made.',
    others: {
      'several processes':
        'The lock and the successor belong in the shared store (Redis: SET NX PX with a token).',
      auth0: 'Set the rotation overlap period (leeway) above zero.',
      keycloak:
        'Refresh Token Max Reuse 0 breaks racing tabs; refresh behind one lock in your backend.',
    },
  },
  needs: ['refresh', 'concurrency'],
  evaluate({ refresh, concurrency }) {
    const { parallel, after, user } = concurrency
    if (parallel.length === 0) return notApplicable('This session has no refresh.')
    if (refresh.crossings.some((crossing) => crossing.user === undefined)) {
      return notApplicable('A single request is not refreshed either: see refresh/transparent.')
    }
    const lost = parallel.filter((crossing) => crossing.user !== user)
    const seen = lost.flatMap(({ hops }) => hops.slice(-2)).map(quoteExchange)
    if (lost.length > 0) {
      const labels = lost.map(describeCrossing).join('; ')
      return fail(`${lost.length} of ${parallel.length} racing requests failed: ${labels}.`, seen)
    }
    const out = after.find((crossing) => crossing.user !== user)
    if (out) {
      return fail(
        `All racing requests passed, but then ${describeCrossing(out)}.`,
        out.hops.map(quoteExchange),
      )
    }
    return pass(`All ${parallel.length} racing requests succeeded, and so did the next refresh.`)
  },
})
