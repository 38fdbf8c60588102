import { copyCookies, readMe, revokeTheOther, signIn, tryAccess } from './acts.ts'
import { sealedAround } from './mix-up.ts'
import { breaks, type Scenario } from './scenario.ts'

/** The value with its middle character replaced by another of the alphabet. */
function tampered(value: string): string {
  const middle = Math.floor(value.length / 2)
  return value.slice(0, middle) + (value[middle] === 'A' ? 'B' : 'A') + value.slice(middle + 1)
}

export const check: Scenario = {
  server: 'reference',
  kind: 'break',
  changes: breaks('revoke/access-refused', 'refresh/transparent', 'errors/unauthenticated'),
  open: 5,
  story: [
    {
      title: 'Ada signs in',
      note: 'Somebody copies her cookies, for the steps below. HttpOnly keeps scripts from that; it does not keep out everybody.',
      act: async (visitor, stage) => {
        const arrival = await signIn(visitor)
        await copyCookies(visitor, stage, 'Ada')
        return arrival
      },
    },
    {
      title: 'She reads her profile',
      note: 'Cookie, record and token are good.',
      at: 1,
      act: readMe,
    },
    {
      title: 'One character of the value is changed',
      note: 'It does not open: AES-GCM finds every change. No store and no provider is asked.',
      who: 'An attacker',
      act: (_visitor, stage) => tryAccess(stage, 'Ada', tampered),
    },
    {
      title: 'A value that somebody made up',
      note: 'A JWT with roles in it, signed by nobody. It is not even looked at: the app reads what it sealed, and nothing else.',
      who: 'An attacker',
      act: (_visitor, stage) => tryAccess(stage, 'Ada', () => 'eyJhbGciOiJub25lIn0.e30.'),
    },
    {
      title: 'The ID token in the place of the access token',
      note: 'Say that a mix-up in the app sealed the wrong token. The provider signed it, for this client and this session, and it has not expired. It is refused for what it is.',
      who: 'A mix-up',
      act: async (_visitor, stage) => {
        const value = await sealedAround('ID token', stage.world)
        return tryAccess(stage, 'Ada', () => value)
      },
    },
    {
      title: 'No cookie at all',
      note: 'An anonymous request gets its 401 at once. It takes no detour.',
      who: 'A stranger',
      act: readMe,
    },
    {
      title: 'A page of the app, without a session',
      note: 'A navigation is a person: away to the sign-in, with the way back.',
      who: 'A stranger',
      act: (visitor) => visitor.navigate('/dashboard'),
    },
    {
      title: 'Six minutes later, Ada’s own browser',
      note: 'The token expired, and the session did not: over the refresh endpoint, and back.',
      at: 6,
      act: readMe,
    },
    {
      title: 'Her phone ends the session in the browser',
      note: 'It signs in, lists her sessions, and ends the other one.',
      at: 7,
      who: 'Phone',
      act: async (phone) => {
        await signIn(phone)
        return revokeTheOther(phone)
      },
    },
    {
      title: 'The browser asks again',
      note: 'Sealed by the app, signed by the provider, good for four more minutes, verified and remembered: and refused, for the store is asked first.',
      at: 7,
      act: readMe,
    },
  ],
  checks: ['refresh/transparent', 'revoke/access-refused', 'errors/unauthenticated'],
}
