import { judgeHttpOnly } from '../../derived/http-only.ts'
import { defineCheck } from '../check.ts'

export const check = defineCheck({
  id: 'cookies/access-http-only',
  title: 'The access cookie has HttpOnly',
  level: 'must',
  drivers: ['http', 'browser'],
  since: '2026-11',
  core: true,
  why:
    'A cookie without HttpOnly is text in document.cookie. One injected script, or one compromised ' +
    'dependency, then copies the session to a machine of its own, where it works until it expires.',
  judged:
    'Every Set-Cookie line that sets the access credential during the run is read as a browser reads it, ' +
    'and a script on a page of the target looks for it in document.cookie. The access credential is the ' +
    'cookie without which the protected resource no longer knows the user. A cookie that scripts are meant ' +
    'to read, such as a CSRF token, is no finding.',
  expected:
    'HttpOnly stands on every Set-Cookie line of the access cookie, at sign-in and at each refresh.',
  citations: ['asvs-3.3.4', 'bba-6.1.3.2'],
  fix: {
    express:
      "res.cookie('__Host-accessToken', value, { httpOnly: true, secure: true, sameSite: 'strict', path: '/' })",
    others: {
      'express-session':
        'cookie: { httpOnly: true } is the default; look for a place that sets it to false.',
      django: 'SESSION_COOKIE_HTTPONLY = True (the default).',
      rails: 'cookies[:name] needs httponly: true; the session store sets it by itself.',
      'spring boot': 'server.servlet.session.cookie.http-only=true',
      go: 'http.Cookie{HttpOnly: true}; the zero value is false.',
      'next.js': 'cookies().set({ name, value, httpOnly: true }); the default is false.',
    },
  },
  needs: ['signIn', 'ledger'],
  evaluate: ({ signIn, ledger }) => judgeHttpOnly('access', signIn, ledger),
})
