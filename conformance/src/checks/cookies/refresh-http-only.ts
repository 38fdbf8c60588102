import { judgeHttpOnly } from '../../derived/http-only.ts'
import { defineCheck } from '../check.ts'

export const check = defineCheck({
  id: 'cookies/refresh-http-only',
  title: 'The refresh cookie has HttpOnly',
  level: 'must',
  drivers: ['http', 'browser'],
  since: '2026-11',
  core: true,
  why:
    'Whoever holds the refresh credential can make new access credentials for as long as the session lasts, ' +
    'hours after the page that leaked it was closed. It is the one value that a script must never read.',
  judged:
    'Every Set-Cookie line that sets the refresh credential during the run, at sign-in and at each rotation, ' +
    'is read as a browser reads it, and a script on a page of the target looks for it in document.cookie.',
  expected: 'HttpOnly stands on every Set-Cookie line of the refresh cookie, rotations included.',
  citations: ['asvs-3.3.4'],
  fix: {
    express:
      "res.cookie('__Secure-refreshToken', value, { httpOnly: true, secure: true, sameSite: 'strict', path: '/auth/refresh' })",
    others: {
      django: "response.set_cookie(name, value, httponly=True, path='/auth/refresh')",
      rails: "cookies[:refresh] = { value:, httponly: true, path: '/auth/refresh' }",
      'spring boot': 'ResponseCookie.from(name, value).httpOnly(true)',
      go: 'http.Cookie{HttpOnly: true}; the zero value is false.',
      fastapi: 'response.set_cookie(key, value, httponly=True); the default is False.',
    },
  },
  needs: ['signIn', 'refreshCookie', 'ledger'],
  evaluate: ({ signIn, ledger }) => judgeHttpOnly('refresh', signIn, ledger),
})
