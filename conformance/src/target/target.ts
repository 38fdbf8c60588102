import type { Account, Config } from '../config/config.ts'
import type { Clock, Prober, StoredCookie, Visitor } from '../drivers/port.ts'
import type { Credentials } from '../evidence/evidence.ts'
import type { Trail } from '../wire/exchange.ts'
import { setCookieLines } from '../wire/headers.ts'
import { splitSetCookie } from '../wire/set-cookie.ts'
import { values } from './credentials.ts'
import { StepFailed, TooSlow } from './gap.ts'
import { endOf } from './lifetime.ts'
import type { CookieValues, Resource } from './resource.ts'
import { signInVisitor } from './sign-in.ts'

/** What gatherers need to talk to a target. */
export interface Contact {
  readonly config: Config
  readonly origin: string
  readonly clock: Clock
  readonly prober: Prober
  newVisitor(): Promise<Visitor>
  /** Every exchange so far, of all visitors. */
  trail(): Trail
  /** Lets a journey act without others that take its time; it must not nest. */
  alone<T>(journey: (clock: Clock) => Promise<T>): Promise<T>
  runCommand?(command: string): Promise<void>
}

/** The target once a first sign-in has shown what its session hangs on. */
export interface Target extends Contact {
  /** When the run began, from which exchanges count their time; epoch milliseconds. */
  readonly began: number
  readonly account: Account
  readonly user: string
  readonly credentials: Credentials
  /** The API where there is one, else the page. */
  readonly main: Resource
  readonly api?: Resource
  readonly page?: Resource
}

/** A visitor who is signed in, with the credentials as they were then. */
export interface Session {
  readonly visitor: Visitor
  readonly access: CookieValues
  readonly refresh: CookieValues
  readonly cookies: readonly StoredCookie[]
  /** When the server stops taking the access credential, as far as is known; epoch milliseconds. */
  readonly accessEnds: number
}

/** Servers round to seconds, and clocks differ: the last second of a credential proves nothing. */
export const MARGIN = 1000

export const ENDED = 'the access credential ended before the journey did'

/** A fresh visitor, signed in. */
export async function signIn(target: Target): Promise<Session> {
  const visitor = await target.newVisitor()
  await signInVisitor(visitor, target.config.signIn, target.account)
  const session = await save(target, visitor)
  if (Object.keys(session.access).length > 0) return session
  throw new StepFailed(
    `sign-in: a second sign-in set no ${target.credentials.access.join(', ')}`,
    'several sign-ins of one account must be possible; configure an account that may',
  )
}

/** The credentials that a visitor holds now. */
export async function save(target: Target, visitor: Visitor): Promise<Session> {
  const cookies = await visitor.cookies()
  const of = (names: readonly string[]) => cookies.filter(({ name }) => names.includes(name))
  const access = of(target.credentials.access)
  const issued = issuedAt(target, target.began, access)
  const { token } = endOf(access, issued, target.config.lifetimes?.access)
  return {
    visitor,
    access: values(access),
    refresh: values(of(target.credentials.refresh)),
    cookies,
    accessEnds: token ?? Infinity,
  }
}

/** Throws where the access credential may have ended by itself: then a refusal proves nothing. */
export function mustLive(target: Target, session: Session): void {
  if (target.clock.now() < session.accessEnds - MARGIN) return
  throw new TooSlow(ENDED)
}

/** When the values of these cookies were set, epoch milliseconds; now where no response of the run did. */
export function issuedAt(
  contact: Contact,
  began: number,
  cookies: readonly StoredCookie[],
): number {
  const isCurrent = (line: string) => {
    const split = splitSetCookie(line)
    return cookies.some(({ name, value }) => name === split?.name && value === split.value)
  }
  const set = contact
    .trail()
    .findLast(({ response }) => setCookieLines(response?.headers ?? []).some(isCurrent))
  return set ? began + set.at + set.durationMs : contact.clock.now()
}
