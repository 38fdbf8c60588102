import type { Arrival, Visitor } from '../../../conformance/src/drivers/port.ts'
import { demoPassword } from '../../../reference-impl/src/emulator/users.ts'
import { aimedFrom, type Aim } from '../elsewhere.ts'
import type { Stage } from '../story.ts'
import { appOrigin } from '../world.ts'

const ada = 'ada@example.com'

/** Signs in as people do: from the app to the provider's page, and back from there with a form. */
export const signIn = (visitor: Visitor): Promise<Arrival> => signInFrom(visitor, '/auth/sign-in')

/** The same from another address, or as somebody else. */
export async function signInFrom(visitor: Visitor, path: string, email = ada): Promise<Arrival> {
  return inTurn(await visitor.navigate(path), await fillIn(visitor, email))
}

/** Fills in the provider's form, on whose page the visitor stands. */
export const fillIn = (visitor: Visitor, email = ada): Promise<Arrival> =>
  visitor.submit({ fields: { '#email': email, '#password': demoPassword } })

/** What comes of a page elsewhere that was aimed at the application; the page itself is not worth showing. */
export async function fromElsewhere(visitor: Visitor, aim: Aim): Promise<Arrival> {
  await visitor.navigate(aimedFrom(aim, appOrigin))
  return visitor.submit({ fields: {}, submit: '#go' })
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
  return inTurn(list, await endSession(visitor, otherIn(list.last.response?.body ?? '')))
}

export const endSession = (visitor: Visitor, sid: string): Promise<Arrival> =>
  visitor.fetch({ method: 'DELETE', path: `/auth/sessions/${sid}` })

/** Keeps a copy of somebody's cookies, as one who looked over their shoulder might. */
export async function copyCookies(visitor: Visitor, { copied }: Stage, who: string): Promise<void> {
  const values = (await visitor.cookies()).map(({ name, value }) => [name, value])
  copied.set(who, Object.fromEntries(values))
}

/** The application is asked with a copied access cookie, changed or as it was. */
export async function tryAccess(
  { prober, copied }: Stage,
  who: string,
  change = (value: string) => value,
): Promise<Arrival> {
  const { [accessName]: value = '' } = copied.get(who) ?? {}
  const last = await prober.send({ path: '/api/me' }, { [accessName]: change(value) })
  return { hops: [last], last }
}

/** The refresh endpoint is asked with a copied refresh cookie. */
export async function tryRefresh({ prober, copied }: Stage, who: string): Promise<Arrival> {
  const { [refreshName]: value = '' } = copied.get(who) ?? {}
  const last = await prober.send(
    { method: 'POST', path: '/auth/refresh' },
    { [refreshName]: value },
  )
  return { hops: [last], last }
}

export const accessName = '__Host-accessToken'
const refreshName = '__Secure-refreshToken'

function inTurn(first: Arrival, second: Arrival): Arrival {
  return { hops: [...first.hops, ...second.hops], last: second.last }
}

/** The id of the session that is not the current one; a broken server may have shown no list. */
function otherIn(list: string): string {
  return /"id":"([^"]+)","current":false/.exec(list)?.[1] ?? 'none'
}
