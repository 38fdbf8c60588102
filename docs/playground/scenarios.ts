import type { Visitor } from '../../conformance/src/drivers/port.ts'
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

const signIn = (visitor: Visitor) => visitor.navigate('/auth/sign-in?login_hint=ada@example.com')
const readMe = (visitor: Visitor) => visitor.fetch({ path: '/api/me' })

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
      title: 'A minute before the token expires',
      note: 'The middleware on /api is meant to refresh here.',
      at: 4.1,
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
  checks: [],
}

export const scenarios: Readonly<Record<string, Scenario>> = { recipe }
