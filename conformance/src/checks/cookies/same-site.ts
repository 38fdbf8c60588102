import { credentialLines } from '../../derived/credential-lines.ts'
import { defineCheck } from '../check.ts'
import { fail, notApplicable, pass } from '../verdict.ts'

export const check = defineCheck({
  id: 'cookies/same-site',
  title: 'Every credential cookie says SameSite=Lax or Strict',
  level: 'must',
  drivers: ['http', 'browser'],
  since: '2026-11',
  core: true,
  why:
    'What a browser does with a cookie that says nothing differs by browser and by age of the cookie: Chromium ' +
    'sends it with cross-site form posts for its first two minutes, Safari and Firefox for good. With None ' +
    'every site on the web can send requests in the name of your user.',
  judged:
    'Every Set-Cookie line that sets an access or a refresh credential during the run is read for SameSite. ' +
    'Absent, unknown and None all fail. Deletion lines and cookies that are no credential are left alone.',
  expected:
    'SameSite=Strict or SameSite=Lax is written out on every Set-Cookie line of every credential cookie.',
  citations: ['asvs-3.3.2', 'rfc6265bis-4.1.2.7'],
  fix: {
    express:
      "res.cookie(name, value, { sameSite: 'strict', … }); 'lax' where links from other sites must arrive signed in",
    others: {
      'express-session': "cookie: { sameSite: 'lax' }; the default writes nothing.",
      django: "SESSION_COOKIE_SAMESITE = 'Lax' (the default), or 'Strict'.",
      rails: 'config.action_dispatch.cookies_same_site_protection = :lax (the default since 6.1).',
      'spring boot':
        'server.servlet.session.cookie.same-site=lax; plain servlets before 6.0 cannot write it.',
      go: 'http.Cookie{SameSite: http.SameSiteLaxMode}; in Gin call c.SetSameSite before c.SetCookie.',
      php: 'session.cookie_samesite = Lax',
    },
  },
  needs: ['ledger'],
  evaluate({ ledger }) {
    const lines = credentialLines(ledger, 'access', 'refresh')
    if (lines.length === 0) return notApplicable('No Set-Cookie line set a credential.')
    const open = lines.filter((line) => line.sameSite !== 'strict' && line.sameSite !== 'lax')
    if (open.length === 0) {
      return pass(`All ${lines.length} Set-Cookie lines with a credential say Lax or Strict.`)
    }
    const none = open.filter((line) => line.sameSite === 'none').length
    const because =
      none > 0
        ? `${none} of the ${lines.length} Set-Cookie lines with a credential say SameSite=None.`
        : `${open.length} of the ${lines.length} Set-Cookie lines with a credential do not say Lax or Strict.`
    return fail(
      because,
      open.map((line) => line.quote),
    )
  },
})
