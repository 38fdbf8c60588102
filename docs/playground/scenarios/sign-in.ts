import { fillIn, signInFrom } from './acts.ts'
import { breaks, type Scenario } from './scenario.ts'

/** The callback that Mallory's browser was on its way to. */
const callbackOf = (copied: ReadonlyMap<string, Readonly<Record<string, string>>>): string =>
  copied.get('Mallory')?.['callback'] ?? '/auth/callback'

export const signIn: Scenario = {
  server: 'reference',
  kind: 'break',
  changes: breaks('cookies/same-site', 'caching/credential-no-store'),
  open: 1,
  story: [
    {
      title: 'Ada signs in, on her way to her notes',
      note: 'The app seals state, nonce, verifier and return_to in a cookie of ten minutes. The provider sees a hash of the verifier. The callback ends in a page that sends the browser on from here, so that Strict cookies travel.',
      act: (visitor) => signInFrom(visitor, '/auth/sign-in?return_to=/dashboard?view=notes'),
    },
    {
      title: 'Another browser asks to go to another origin',
      note: 'return_to names a site that is not this one. It is dropped without a word: the sign-in goes on, and ends on a page of the app.',
      who: 'Grace',
      act: (visitor) =>
        signInFrom(
          visitor,
          '/auth/sign-in?return_to=https://prize.test/dashboard',
          'grace@example.com',
        ),
    },
    {
      title: 'Mallory signs in, and stops just before the callback',
      note: 'Her browser now knows a callback address with a good code and a good state: a link that she can send to somebody.',
      at: 2,
      who: 'Mallory',
      act: async (visitor, { world, copied }) => {
        world.stopBefore('/auth/callback')
        const arrival = await signInFrom(visitor, '/auth/sign-in', 'katherine@example.com')
        copied.set('Mallory', { callback: arrival.last.request.url })
        return arrival
      },
    },
    {
      title: 'Tim opens her link',
      note: 'Else he would be signed in as Mallory, and type his secrets into her account. His browser has no cookie for this state: the callback is refused, and nothing is set.',
      who: 'Tim',
      act: (visitor, { copied }) => visitor.navigate(callbackOf(copied)),
    },
    {
      title: 'Tim starts a sign-in, and the state is changed on the way back',
      note: 'His own cookie is there, and belongs to another state. The provider is not even asked about the code.',
      who: 'Tim',
      act: async (visitor, { world }) => {
        await visitor.navigate('/auth/sign-in')
        world.stopBefore('/auth/callback')
        const stopped = await fillIn(visitor)
        const changed = new URL(stopped.last.request.url)
        changed.searchParams.set('state', 'of-somebody-else')
        return visitor.navigate(changed.href)
      },
    },
    {
      title: 'A state of his own, and a code that is not',
      note: 'The code was issued for Mallory’s verifier. The provider refuses it (PKCE), and the sign-in is over.',
      who: 'Tim',
      act: async (visitor, { world, copied }) => {
        await visitor.navigate('/auth/sign-in')
        world.stopBefore('/auth/callback')
        const stopped = await fillIn(visitor)
        const changed = new URL(stopped.last.request.url)
        const code = new URL(callbackOf(copied)).searchParams.get('code') ?? ''
        changed.searchParams.set('code', code)
        return visitor.navigate(changed.href)
      },
    },
    {
      title: 'He starts again, and goes to lunch',
      note: 'The provider’s page stands open. The cookie of a sign-in lives for ten minutes.',
      at: 3,
      who: 'Tim',
      act: (visitor) => visitor.navigate('/auth/sign-in'),
    },
    {
      title: 'He comes back eleven minutes later',
      note: 'The password is right, and the sign-in is too old. He is told to start again.',
      at: 14,
      who: 'Tim',
      act: (visitor) => fillIn(visitor),
    },
    {
      title: 'Somebody without a session asks for a page',
      note: 'A navigation goes to the sign-in, with the way back in return_to.',
      who: 'A stranger',
      act: (visitor) => visitor.navigate('/dashboard?view=notes'),
    },
  ],
  checks: ['cookies/same-site', 'scope/refresh-ledger', 'caching/credential-no-store'],
}
