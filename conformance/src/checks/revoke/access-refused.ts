import { quoteExchange } from '../../derived/quote.ts'
import { defineCheck } from '../check.ts'
import { fail, pass } from '../verdict.ts'

export const check = defineCheck({
  id: 'revoke/access-refused',
  title: 'A revoked session is refused on the very next request',
  level: 'must',
  drivers: ['http', 'browser'],
  since: '2026-11',
  core: true,
  why:
    'People revoke a session because a device is lost or an account is taken. A signed token that is only ' +
    'checked by itself goes on working until it expires, which is just the time a thief needs.',
  judged:
    'The access credential of a live session is saved and shown to work. The session is revoked by the hook of ' +
    'the config, and the saved value is sent again at once, by a bare client. A fresh session must then still ' +
    'be answered, so that a server that refuses everybody does not pass. How long it took is reported.',
  expected:
    'The saved access credential is refused by the first request after the revocation was answered.',
  citations: ['asvs-7.4.1', 'rfc7009-2.1'],
  fix: {
    express:
      'In the middleware, after the token is verified: const session = await store.read(claims.sid); ' +
      'if (!session || session.revokedAt) return res.status(401).end()',
    others: {
      'any jwt middleware':
        'A valid signature says who signed in, not that the session lives: ask the store as well.',
      django:
        'Server sessions do this by themselves; with JWTs add the denylist to the authentication class.',
      'spring security':
        'Use opaque tokens with introspection, or a JwtDecoder validator that asks the store.',
      redis:
        'One GET by session id on each request; no cache in front of it, or one of at most a second.',
    },
  },
  needs: ['revocation'],
  evaluate({ revocation }) {
    const { access, refusedAfterMs, revocation: call } = revocation
    const seen = [...(call ? [call] : []), access.exchange].map(quoteExchange)
    if (access.user === undefined) {
      return pass('The first request after the revocation was refused.', seen)
    }
    const later =
      refusedAfterMs === undefined
        ? 'and was not refused while it was watched'
        : `and was refused only ${refusedAfterMs} ms after the revocation`
    return fail(`The revoked access credential still answered for ${access.user}, ${later}.`, seen)
  },
})
