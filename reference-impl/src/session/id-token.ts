import type { Profile } from '../provider/port.ts'
import type { Opened } from '../sealing/port.ts'
import type { MaybePromise } from '../store/port.ts'
import type { Context } from './context.ts'
import { payloadOf } from './jwt.ts'
import { andThen } from './maybe.ts'
import type { SessionRecord } from './record.ts'
import type { Session } from './state.ts'

/** Seals an ID token for the store: it is a page of personal data, and no browser needs it. */
export function sealIdToken(context: Context, sid: string, idToken: string): MaybePromise<string> {
  return context.sealer.seal(idToken, `id-token:${sid}`)
}

export function openIdToken(
  context: Context,
  { sid, sealedIdToken }: SessionRecord,
): MaybePromise<Opened | undefined> {
  return sealedIdToken === undefined
    ? undefined
    : context.sealer.open(sealedIdToken, `id-token:${sid}`)
}

/** Who signed in, read from the ID token that was verified then, and sealed since. */
export function profileOf(context: Context, session: Session): MaybePromise<Profile> {
  return andThen(context.store.read(session.id), (record) =>
    andThen(record && openIdToken(context, record), (opened) => {
      const { email, name } = payloadOf(opened?.plaintext ?? '')
      return {
        sub: session.userId,
        ...(typeof email === 'string' && { email }),
        ...(typeof name === 'string' && { name }),
      }
    }),
  )
}
