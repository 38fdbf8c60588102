import type { StoredCookie } from '../drivers/port.ts'
import type { Expiry } from '../evidence/evidence.ts'
import { StepFailed } from '../target/gap.ts'
import { runHook } from '../target/hook.ts'
import { endOf } from '../target/lifetime.ts'
import { issuedAt, type Session, type Target } from '../target/target.ts'

/** The longest that a run waits for a credential to end by itself, unless the config says `wait`. */
const PATIENCE = 15_000

/** How long after its lifetime an access credential may still be taken: servers tolerate clocks that differ. */
const TOLERANCE = 10_000

/** Makes a visitor's access credential expire as a browser would live through it (4-conformance, "Expiry"). */
export async function expire(target: Target, session: Session): Promise<Expiry> {
  const { expire: how = 'auto', lifetimes } = target.config
  if (typeof how === 'object') {
    await runHook(target, how, session.visitor, { cookies: session.cookies })
    return { how: 'hook', faithful: true }
  }
  if (how === 'drop-cookie') return drop(target, session, true)

  const held = session.cookies.filter(({ name }) => target.credentials.access.includes(name))
  const issued = issuedAt(target, target.began, held)
  const ends = endOf(held, issued, lifetimes?.access)
  // Max-Age is counted from the answer and `exp` in whole seconds: a second apart is the same.
  if (how === 'auto' && ends.token !== undefined && ends.cookie <= ends.token + 1000) {
    return drop(target, session, true)
  }
  const end = ends.token ?? (isFinite(ends.cookie) ? ends.cookie : undefined)
  if (end !== undefined && (how === 'wait' || end - target.clock.now() <= PATIENCE)) {
    return wait(target, session, end)
  }
  if (how === 'auto') return drop(target, session, false)
  throw new StepFailed(
    'expiry: nobody knows how long the access credential lives',
    'set "lifetimes.access" in the config',
  )
}

/** Waits out the lifetime, and then until the server no longer takes the access credential by itself. */
async function wait(target: Target, session: Session, end: number): Promise<Expiry> {
  const { clock, main } = target
  await clock.sleep(Math.max(0, end - clock.now()))
  for (;;) {
    const { user, exchange } = await main.probe('expired access', session.access)
    if (user === undefined) return { how: 'waited', faithful: true }
    if (clock.now() > end + TOLERANCE) {
      throw new StepFailed(
        `expiry: the access credential was still taken ${TOLERANCE / 1000} s after its lifetime`,
        'set "lifetimes.access" to what it really is, or "expire" to a hook',
        exchange,
      )
    }
    await clock.sleep(250)
  }
}

async function drop(target: Target, session: Session, faithful: boolean): Promise<Expiry> {
  for (const name of target.credentials.access) await session.visitor.dropCookie(name)
  return { how: 'dropped', faithful }
}

/** A refresh that failed after a mere hint of expiry proves nothing: the credential was still good. */
export function mustBeFaithful(expiry: Expiry, cookies: readonly StoredCookie[]): void {
  if (expiry.faithful) return
  const long = cookies.some(({ expires }) => expires === undefined)
    ? 'as long as the browser'
    : 'long'
  throw new StepFailed(
    `expiry: without its access cookie, which lives ${long}, the visitor was not refreshed; a real expiry may differ`,
    'set "lifetimes.access" to a test lifetime of 15 s or less, or "expire" to a hook',
  )
}
