import type { RequestSpec } from '../drivers/port.ts'
import { outcome } from '../derived/quote.ts'
import type { SignOutEvidence } from '../evidence/evidence.ts'
import { StepFailed } from '../target/gap.ts'
import { mustLive, signIn, type Target } from '../target/target.ts'
import { fillIn } from '../target/template.ts'
import { answered, refreshAfterEnd } from './ended.ts'

/** Signs a visitor out, and sends the values again that it had before. */
export async function gatherSignOut(
  target: Target,
  endpoint: RequestSpec | undefined,
): Promise<SignOutEvidence> {
  const { user, credentials, config, main } = target
  if (!config.signOut) {
    throw new StepFailed(
      'sign-out: the config does not say how',
      'set "signOut", for example { method: "POST", path: "/logout" }',
    )
  }
  const session = await signIn(target)
  const { visitor, cookies } = session
  const before = await main.probe('saved access, before', session.access)
  if (before.user === undefined) {
    mustLive(target, session)
    throw new StepFailed(
      `sign-out: ${main.path} does not know the session by its access credential alone`,
      'name all cookies of the credential in "session.access"',
      before.exchange,
    )
  }
  const { hops } = await visitor.fetch(fillIn(config.signOut, { userId: user, cookies }))
  // The provider's part of a sign-out may be out of a script's reach: the target's own answer counts.
  const [answer] = hops
  if (!answer?.response || answer.response.status >= 400) {
    throw new StepFailed(
      `sign-out: ${config.signOut.path} answered ${answer ? outcome(answer) : 'nothing'}`,
      'check "signOut" in the config',
      answer,
    )
  }
  const access = answered(await main.probe('saved access', session.access))
  mustLive(target, session)
  const cookiesAfter = await visitor.cookies()
  const { refresh, control } = await refreshAfterEnd(target, session, endpoint)
  return {
    user,
    credentials,
    before: [before],
    signOut: hops,
    access,
    control,
    cookiesBefore: cookies,
    cookiesAfter,
    ...(refresh ? { refresh } : {}),
  }
}
