import type { RequestSpec, Visitor } from '../drivers/port.ts'
import type { Hook } from '../config/config.ts'
import type { RevocationEvidence } from '../evidence/evidence.ts'
import { StepFailed } from '../target/gap.ts'
import { runHook } from '../target/hook.ts'
import { currentSessionId } from '../target/session-id.ts'
import { MARGIN, mustLive, signIn, type Session, type Target } from '../target/target.ts'
import { mentions } from '../target/template.ts'
import { answered, refreshAfterEnd } from './ended.ts'

/** How long a revoked access credential is watched to see when, if ever, it is refused. */
const WATCH = 3000

/** Revokes one session from another of the same user, and sends its saved values again. */
export async function gatherRevocation(
  target: Target,
  endpoint: RequestSpec | undefined,
): Promise<RevocationEvidence> {
  const { user, credentials, clock, main } = target
  const hook = hookOf(target)
  const [actor, victim] = await Promise.all([signIn(target), signIn(target)])
  const sessionId = await idOf(target, hook, victim.visitor)
  const before = await main.probe('saved access, before', victim.access)
  if (before.user === undefined) {
    mustLive(target, victim)
    throw new StepFailed(
      `revoke: ${main.path} does not know the session by its access credential alone`,
      'name all cookies of the credential in "session.access"',
      before.exchange,
    )
  }
  mustLive(target, actor)
  const values = { userId: user, cookies: victim.cookies, ...(sessionId ? { sessionId } : {}) }
  const revocation = await runHook(target, hook, actor.visitor, values)
  const revokedAt = clock.now()
  const access = answered(await main.probe('saved access', victim.access))
  mustLive(target, victim)
  const refusedAfterMs =
    access.user === undefined ? clock.now() - revokedAt : await watch(target, victim, revokedAt)
  const { refresh, control } = await refreshAfterEnd(target, victim, endpoint)
  return {
    user,
    credentials,
    before: [before],
    access,
    control,
    ...(revocation ? { revocation } : {}),
    ...(refresh ? { refresh } : {}),
    ...(refusedAfterMs === undefined ? {} : { refusedAfterMs }),
  }
}

function hookOf({ config }: Target): Hook {
  if (config.revoke) return config.revoke
  if (config.sessions?.end) return { request: config.sessions.end }
  throw new StepFailed(
    'revoke: the config names no way to revoke a session',
    'set "revoke" to a request or a command, or "sessions.end"',
  )
}

async function idOf(target: Target, hook: Hook, visitor: Visitor): Promise<string | undefined> {
  if (!('request' in hook) || !mentions(hook.request, 'sessionId')) return undefined
  const list = target.config.sessions?.list
  if (!list) return undefined
  const { last } = await visitor.fetch(list)
  const id = currentSessionId(last.response?.body ?? '')
  if (id !== undefined) return id
  throw new StepFailed(
    'revoke: the list of sessions does not say which is the current one',
    'mark it there, for example "current": true, or revoke by {userId} with "revokes": "user"',
    last,
  )
}

/** Milliseconds from the revocation to the first refusal; undefined where none came while it was watched. */
async function watch(target: Target, victim: Session, since: number): Promise<number | undefined> {
  const { clock, main } = target
  const end = Math.min(since + WATCH, victim.accessEnds - MARGIN)
  for (;;) {
    await clock.sleep(200)
    const { user } = await main.probe('saved access, once more', victim.access)
    if (clock.now() >= end) return undefined
    if (user === undefined) return clock.now() - since
  }
}
