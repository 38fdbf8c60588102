import { showSignIn, signIn } from './authorize.ts'
import { discovery, keySet } from './key-set.ts'
import { logout } from './logout.ts'
import type { Route } from './route.ts'
import { getSession, getUserSessions, revokeAllUserSessions, revokeSession } from './session-api.ts'
import { token } from './token.ts'
import { userinfo } from './userinfo.ts'

const authorizePath = '/oauth/authorize'
const discoveryPath = '/.well-known/openid-configuration'

/** The endpoints of a Scalekit environment that speak HTTP/1.1. */
export const routes: readonly Route[] = [
  { method: 'GET', path: authorizePath, place: 'authorize', answer: showSignIn },
  { method: 'POST', path: authorizePath, place: 'authorize', answer: signIn },
  { method: 'POST', path: '/oauth/token', place: 'token', answer: token },
  { method: 'GET', path: '/keys', place: 'keys', answer: keySet },
  { method: 'GET', path: discoveryPath, place: 'discovery', answer: discovery },
  { method: 'GET', path: '/userinfo', place: 'userinfo', answer: userinfo },
  { method: 'POST', path: '/userinfo', place: 'userinfo', answer: userinfo },
  { method: 'GET', path: '/oidc/logout', place: 'logout', answer: logout },
  { method: 'POST', path: '/oidc/logout', place: 'logout', answer: logout },
  { method: 'GET', path: '/api/v1/sessions/:id', place: 'sessions', answer: getSession },
  { method: 'POST', path: '/api/v1/sessions/:id/revoke', place: 'sessions', answer: revokeSession },
  { method: 'GET', path: '/api/v1/users/:id/sessions', place: 'sessions', answer: getUserSessions },
  {
    method: 'POST',
    path: '/api/v1/users/:id/sessions/revoke',
    place: 'sessions',
    answer: revokeAllUserSessions,
  },
]
