import { credentialLines } from '../../derived/credential-lines.ts'
import { defineCheck } from '../check.ts'
import { fail, notApplicable, pass } from '../verdict.ts'

export const check = defineCheck({
  id: 'cookies/secure',
  title: 'Every credential cookie has Secure, every time it is set',
  level: 'must',
  drivers: ['http', 'browser'],
  since: '2026-11',
  core: true,
  why:
    'Without Secure the browser also sends the cookie over plain http. One link to http://your.app, or one ' +
    'hostile network that answers in its name, is enough to read the session off the wire.',
  judged:
    'Every Set-Cookie line that sets an access or a refresh credential during the run is read as a browser ' +
    'reads it: sign-in, each refresh, and what other answers set. A loopback address is no excuse: browsers ' +
    'store Secure cookies on http://localhost. Deletion lines are left alone.',
  expected: 'Secure stands on every Set-Cookie line of every credential cookie.',
  citations: ['asvs-3.3.1', 'nist-63b-5.1.1'],
  fix: {
    express:
      "res.cookie(name, value, { secure: true, … }); behind a proxy that ends TLS also app.set('trust proxy', 1)",
    others: {
      'express-session':
        "cookie: { secure: true } with app.set('trust proxy', 1); 'auto' drops it behind a proxy.",
      django: 'SESSION_COOKIE_SECURE = True',
      rails: 'config.force_ssl = true, or secure: true for each cookie.',
      'spring boot': 'server.servlet.session.cookie.secure=true',
      go: 'http.Cookie{Secure: true}; the zero value is false.',
      php: 'session.cookie_secure = 1',
    },
  },
  needs: ['ledger'],
  evaluate({ ledger }) {
    const lines = credentialLines(ledger, 'access', 'refresh')
    if (lines.length === 0) return notApplicable('No Set-Cookie line set a credential.')
    const open = lines.filter((line) => !line.secure)
    if (open.length === 0) {
      return pass(`All ${lines.length} Set-Cookie lines with a credential have Secure.`)
    }
    return fail(
      `${open.length} of the ${lines.length} Set-Cookie lines with a credential lack Secure.`,
      open.map((line) => line.quote),
    )
  },
})
