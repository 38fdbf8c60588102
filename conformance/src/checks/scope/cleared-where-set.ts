import { deletionLines } from '../../derived/credential-lines.ts'
import { leftovers } from '../../derived/leftovers.ts'
import { defineCheck } from '../check.ts'
import { fail, notApplicable, pass } from '../verdict.ts'

export const check = defineCheck({
  id: 'scope/cleared-where-set',
  title: 'Cookies are cleared by the name, path and domain they were set with',
  level: 'must',
  drivers: ['http', 'browser'],
  since: '2026-11',
  why:
    'A browser finds the cookie to delete by name, domain and path together. A deletion line with another path ' +
    'makes a second, empty cookie expire, and the credential stays in the browser after sign-out.',
  judged:
    'The jar is compared before and after sign-out. A credential that is still there although the server sent a ' +
    'deletion line with its name was cleared in the wrong place. A credential for which no deletion line came ' +
    'at all is not judged here. More deletion lines than needed are no finding.',
  expected:
    'Each deletion line repeats the Path and Domain of the line that set the cookie, and the jar ends empty.',
  citations: ['rfc6265bis-5.7'],
  fix: {
    express:
      "res.clearCookie('__Secure-refreshToken', { path: '/auth/refresh', httpOnly: true, secure: true, sameSite: 'strict' })",
    others: {
      django: "response.delete_cookie(name, path='/auth/refresh', samesite='Strict')",
      rails: "cookies.delete(:refresh, path: '/auth/refresh')",
      go: 'http.SetCookie with the same Name, Path and Domain, and MaxAge: -1.',
      'next.js': "cookies().delete({ name, path: '/auth/refresh' })",
    },
  },
  needs: ['signOut'],
  evaluate({ signOut }) {
    const names = [...signOut.credentials.access, ...signOut.credentials.refresh]
    const deletions = deletionLines(signOut.signOut, names)
    if (deletions.length === 0)
      return notApplicable('Sign-out sent no deletion line for a credential.')
    const left = leftovers(signOut, names)
    const missed = deletions.filter((line) => left.some((cookie) => cookie.name === line.name))
    if (missed.length === 0) return pass('Every cookie that sign-out meant to delete is gone.')
    const places = left
      .filter((cookie) => missed.some((line) => line.name === cookie.name))
      .map((cookie) => `${cookie.name} at Path=${cookie.path}`)
    return fail(
      `The deletion lines missed ${places.join(' and ')}: it is still in the jar.`,
      missed.map((line) => line.quote),
    )
  },
})
