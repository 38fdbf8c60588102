import { quoteExchange } from '../../derived/quote.ts'
import { hasRefresh } from '../../derived/refresh-concept.ts'
import { renewal } from '../../derived/renewal.ts'
import { defineCheck } from '../check.ts'
import { fail, notApplicable, pass } from '../verdict.ts'

export const check = defineCheck({
  id: 'revoke/refresh-refused',
  title: 'The refresh credential of a revoked session is refused',
  level: 'must',
  drivers: ['http'],
  since: '2026-11',
  why:
    'A refresh credential that outlives the revocation brings the session back: whoever holds it makes new ' +
    'access credentials, and the user who ended the session is told that it is over.',
  judged:
    'The refresh credential of a live session is saved, the session is revoked, and the value is sent to the ' +
    'refresh endpoint. New credentials in the answer, or a user behind them, mean that it still works. The ' +
    'same request with the refresh credential of a live session must succeed, or nothing is judged.',
  expected: 'The refresh endpoint answers the saved value with a refusal and no new credential.',
  citations: ['asvs-7.4.1', 'rfc7009-2.1'],
  fix: {
    express:
      'In the refresh handler, inside the lock and before the provider is asked: ' +
      'if (!session || session.revokedAt) clear both cookies and answer 401. Revoke at the provider as well.',
    others: {
      oauth:
        'Call the revocation endpoint (RFC 7009) with the refresh token, not with the access token.',
      django:
        'simplejwt: enable the blacklist app and blacklist the outstanding tokens of the session.',
    },
  },
  needs: ['refreshCookie', 'revocation'],
  evaluate({ revocation }) {
    const { refresh, credentials, revocation: call } = revocation
    if (!hasRefresh(revocation)) return notApplicable('This session has no refresh cookie.')
    if (!refresh) return notApplicable('The refresh endpoint cannot be asked by itself.')
    const renewed = renewal(refresh.exchange, credentials)
    const seen = [...(call ? [call] : []), refresh.exchange].map(quoteExchange).concat(renewed)
    if (refresh.user !== undefined) {
      return fail(`The revoked refresh credential made a session for ${refresh.user}.`, seen)
    }
    if (renewed.length > 0) return fail('The revoked refresh credential got new credentials.', seen)
    return pass('The refresh endpoint refused the revoked value.', seen)
  },
})
