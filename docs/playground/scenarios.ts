import type { Arrival, Visitor } from '../../conformance/src/drivers/port.ts'
import { demoPassword } from '../../reference-impl/src/emulator/users.ts'
import { judgedById } from './judged.ts'
import type { Telling } from './story.ts'

/** Something that a reader may change before a run. */
export interface Change {
  readonly id: string
  readonly label: string
}

/** A lab of the guide: which server, what happens, and what can be changed. */
export interface Scenario {
  readonly server: 'reference' | 'recipe'
  /** Whether the changes break what works, or mend what does not. */
  readonly kind: 'break' | 'mend'
  readonly changes: readonly Change[]
  /** The step that stands open at first, from 1. */
  readonly open: number
  readonly story: readonly Telling[]
  /** Ids of the checks that are run after the story. */
  readonly checks: readonly string[]
}

/** Signs in as people do: from the app to the provider's page, and back from there with a form. */
async function signIn(visitor: Visitor): Promise<Arrival> {
  const there = await visitor.navigate('/auth/sign-in')
  const back = await visitor.submit({
    fields: { '#email': 'ada@example.com', '#password': demoPassword },
  })
  return { hops: [...there.hops, ...back.hops], last: back.last }
}
const readMe = (visitor: Visitor) => visitor.fetch({ path: '/api/me' })
const postNote = (visitor: Visitor) =>
  visitor.fetch({ method: 'POST', path: '/api/notes', json: { text: 'Bernoulli numbers' } })
const fiveAtOnce = (visitor: Visitor) =>
  Promise.all(Array.from({ length: 5 }, () => readMe(visitor)))

const signOut = (visitor: Visitor) => visitor.submit({ fields: {}, submit: '#out' })

/** The phone lists the sessions, and ends the other one. */
async function revokeTheOther(phone: Visitor): Promise<Arrival> {
  const list = await phone.fetch({ path: '/auth/sessions' })
  const { sessions } = JSON.parse(list.last.response?.body ?? '{"sessions":[]}') as {
    sessions: { id: string; current: boolean }[]
  }
  const other = sessions.find(({ current }) => !current)
  const ended = await phone.fetch({ method: 'DELETE', path: `/auth/sessions/${other?.id}` })
  return { hops: [...list.hops, ...ended.hops], last: ended.last }
}

/** The mutants of the conformance tests: each is caught by the check of the same id. */
const breaks = (...ids: readonly string[]): readonly Change[] =>
  ids.map((id) => ({ id, label: judgedById(id).mutant.title }))

const recipe: Scenario = {
  server: 'recipe',
  kind: 'mend',
  changes: [
    { id: 'cookie-outlives-token', label: '1. Let the access cookie outlive its token' },
    { id: 'refresh-cookie-on-api', label: '2. Send the refresh cookie to /api too' },
    { id: 'expiry-from-token', label: '3. Read the new expiry from the token, not from the SDK' },
  ],
  open: 3,
  story: [
    {
      title: 'Ada signs in',
      note: 'Her access token is good for five minutes; the access cookie gets four, “to be safe”.',
      act: signIn,
    },
    {
      title: 'She reads her profile',
      note: 'The access cookie travels, the token is good.',
      at: 1,
      act: readMe,
    },
    {
      title: 'Minute four',
      note: 'The token has a minute to go. The middleware on /api is meant to refresh it about now.',
      at: 4,
      act: readMe,
    },
    {
      title: 'A minute after the token expired',
      note: 'The same request, once more.',
      at: 6,
      act: readMe,
    },
    {
      title: 'And another minute later',
      note: 'Is she still signed in?',
      at: 7,
      act: readMe,
    },
  ],
  checks: ['scope/refresh-path', 'scope/refresh-ledger', 'refresh/transparent'],
}

const session: Scenario = {
  server: 'reference',
  kind: 'break',
  changes: breaks(
    'cookies/access-http-only',
    'scope/refresh-ledger',
    'refresh/transparent',
    'revoke/access-refused',
    'sign-out/access-refused',
  ),
  open: 3,
  story: [
    {
      title: 'Ada signs in',
      note: 'The callback arrives from another site, so it ends in a page that sends the browser on from here: only then do Strict cookies travel.',
      act: signIn,
    },
    {
      title: 'She reads her profile',
      note: 'One cookie travels. The refresh cookie stays home: this is not its path.',
      at: 1,
      act: readMe,
    },
    {
      title: 'Six minutes later, the same request',
      note: 'The access token expired a minute ago. The app sends the request to the one place that the refresh cookie travels to, and back. Nobody notices.',
      at: 6,
      act: readMe,
    },
    {
      title: 'She saves a note, just after expiry',
      note: '307 keeps method and body: the note arrives once, and whole.',
      at: 12,
      act: postNote,
    },
    {
      title: 'Five requests in the same instant',
      note: 'All five find an expired token. The provider is asked once, and all five get the answer.',
      at: 18,
      act: fiveAtOnce,
    },
    {
      title: 'On her phone, she signs in too',
      note: 'A second session: another jar, other values.',
      at: 20,
      who: 'Phone',
      act: signIn,
    },
    {
      title: 'The phone ends the session in the browser',
      note: 'It lists her sessions and ends the other one.',
      at: 21,
      who: 'Phone',
      act: revokeTheOther,
    },
    {
      title: 'The browser asks again',
      note: 'Its token would be good for two more minutes. It is refused on the very next request.',
      at: 21,
      act: readMe,
    },
    {
      title: 'She signs out on the phone',
      note: 'Refused in the store first, then cleared here, each cookie by its own path, then ended at the provider.',
      at: 22,
      who: 'Phone',
      act: async (phone, { copied }) => {
        const values = (await phone.cookies()).map(({ name, value }) => [name, value])
        copied.set('Phone', Object.fromEntries(values))
        return signOut(phone)
      },
    },
    {
      title: 'Somebody copied her cookie, and tries it',
      note: 'Clearing a cookie only asks the browser to forget it. The store refuses the value itself.',
      at: 23,
      who: 'A thief',
      act: async (_visitor, { prober, copied }) => {
        const { '__Secure-refreshToken': _refresh, ...access } = copied.get('Phone') ?? {}
        const last = await prober.send({ path: '/api/me' }, access)
        return { hops: [last], last }
      },
    },
  ],
  checks: [
    'cookies/access-http-only',
    'cookies/refresh-http-only',
    'cookies/secure',
    'cookies/same-site',
    'scope/refresh-ledger',
    'refresh/transparent',
    'refresh/concurrent',
    'revoke/access-refused',
    'sign-out/access-refused',
  ],
}

const cookies: Scenario = {
  server: 'reference',
  kind: 'break',
  changes: breaks(
    'cookies/access-http-only',
    'cookies/refresh-http-only',
    'cookies/secure',
    'cookies/same-site',
    'scope/refresh-path',
    'scope/cleared-where-set',
    'caching/credential-no-store',
  ),
  open: 1,
  story: [
    {
      title: 'Ada signs in',
      note: 'Three cookies: one for the sign-in itself, gone at its end; one for every request; one for a single path.',
      act: signIn,
    },
    {
      title: 'She reads her profile',
      note: 'The access cookie travels to every path of this host, and to no other host.',
      act: readMe,
    },
    {
      title: 'A path that only looks like the refresh endpoint',
      note: '/auth/refreshments is a sibling, not the path: the refresh cookie stays home.',
      act: (visitor) => visitor.fetch({ path: '/auth/refreshments' }),
    },
    {
      title: 'The refresh endpoint itself',
      note: 'The one place that the refresh cookie travels to. Both cookies get new values.',
      act: (visitor) => visitor.fetch({ method: 'POST', path: '/auth/refresh' }),
    },
    {
      title: 'She signs out',
      note: 'Each cookie is removed by the name and path that it was set with; any other line would leave it where it is.',
      act: signOut,
    },
  ],
  checks: [
    'cookies/access-http-only',
    'cookies/refresh-http-only',
    'cookies/secure',
    'cookies/same-site',
    'scope/refresh-path',
    'scope/refresh-ledger',
    'scope/cleared-where-set',
    'caching/credential-no-store',
  ],
}

const refresh: Scenario = {
  server: 'reference',
  kind: 'break',
  changes: breaks(
    'refresh/transparent',
    'refresh/concurrent',
    'scope/refresh-ledger',
    'caching/credential-no-store',
  ),
  open: 2,
  story: [
    { title: 'Ada signs in', note: 'Her access token is good for five minutes.', act: signIn },
    {
      title: 'A request, one minute after expiry',
      note: 'Away to the refresh endpoint by 307, and back by 307: same method, same path, a new token.',
      at: 6,
      act: readMe,
    },
    {
      title: 'A POST, one minute after expiry',
      note: '307 keeps the body, too (RFC 9110 §15.4.8). The note is saved once.',
      at: 12,
      act: postNote,
    },
    {
      title: 'Five requests in the same instant',
      note: 'All five find an expired token. The provider is asked once; all five get the same successor.',
      at: 18,
      act: fiveAtOnce,
    },
    {
      title: 'The answer to a refresh is lost',
      note: 'The provider has rotated, and the browser does not know: it still holds the old values.',
      at: 24,
      act: (visitor, { world }) => {
        world.loseAnswer('/auth/refresh')
        return readMe(visitor)
      },
    },
    {
      title: 'She tries again, ten seconds later',
      note: 'The spent token comes again inside the replay window: it is answered with the successor, and the provider is not asked.',
      at: 24 + 1 / 6,
      act: readMe,
    },
    {
      title: 'The provider is down',
      note: '503 says when to come back. No cookie is touched: an outage signs nobody out.',
      at: 30,
      act: (visitor, { world: { emulator } }) => {
        const failNext = [{ count: 1, kind: '503', on: 'token' }] as const
        const { environment } = emulator
        environment.knobs = { ...environment.knobs, failNext }
        return readMe(visitor)
      },
    },
    { title: 'It is back', note: 'The same session goes on.', at: 31, act: readMe },
  ],
  checks: [
    'refresh/transparent',
    'refresh/concurrent',
    'scope/refresh-ledger',
    'caching/credential-no-store',
  ],
}

export const scenarios: Readonly<Record<string, Scenario>> = {
  recipe,
  session,
  cookies,
  refresh,
}
