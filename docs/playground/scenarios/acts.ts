import type { Arrival, Visitor } from '../../../conformance/src/drivers/port.ts'
import { demoPassword } from '../../../reference-impl/src/emulator/users.ts'

/** Signs in as people do: from the app to the provider's page, and back from there with a form. */
export async function signIn(visitor: Visitor): Promise<Arrival> {
  const there = await visitor.navigate('/auth/sign-in')
  const back = await visitor.submit({
    fields: { '#email': 'ada@example.com', '#password': demoPassword },
  })
  return { hops: [...there.hops, ...back.hops], last: back.last }
}

export const readMe = (visitor: Visitor) => visitor.fetch({ path: '/api/me' })

export const postNote = (visitor: Visitor) =>
  visitor.fetch({ method: 'POST', path: '/api/notes', json: { text: 'Bernoulli numbers' } })

export const fiveAtOnce = (visitor: Visitor) =>
  Promise.all(Array.from({ length: 5 }, () => readMe(visitor)))

export const signOut = (visitor: Visitor) => visitor.submit({ fields: {}, submit: '#out' })

/** Lists the user's sessions, and ends the other one. */
export async function revokeTheOther(visitor: Visitor): Promise<Arrival> {
  const list = await visitor.fetch({ path: '/auth/sessions' })
  const ended = await visitor.fetch({
    method: 'DELETE',
    path: `/auth/sessions/${otherIn(list.last.response?.body ?? '')}`,
  })
  return { hops: [...list.hops, ...ended.hops], last: ended.last }
}

/** The id of the session that is not the current one; a broken server may have shown no list. */
function otherIn(list: string): string {
  return /"id":"([^"]+)","current":false/.exec(list)?.[1] ?? 'none'
}
