import type { SignInEvidence } from '../evidence/evidence.ts'
import type { Discovery } from '../report/report.ts'
import { ablate, credentialsOf } from '../target/credentials.ts'
import { StepFailed, TooSlow } from '../target/gap.ts'
import type { Resource } from '../target/resource.ts'
import { signInVisitor } from '../target/sign-in.ts'
import { endOf } from '../target/lifetime.ts'
import { ENDED, issuedAt, MARGIN, type Contact, type Target } from '../target/target.ts'
import { openApi, openPage } from './protected.ts'

export interface Acquaintance {
  readonly target: Target
  readonly evidence: SignInEvidence
  readonly discovered: readonly Discovery[]
}

/** Signs in for the first time, and learns who the user is and which cookies the session hangs on. */
export async function getAcquainted(contact: Contact): Promise<Acquaintance> {
  const { config } = contact
  const [account] = config.accounts
  if (!account) throw new StepFailed('config: there is no account', 'set "accounts"')
  const visitor = await contact.newVisitor()
  const start = contact.clock.now()
  await signInVisitor(visitor, config.signIn, account)
  const began = start - (visitor.trail[0]?.at ?? 0)

  const discovered: Discovery[] = []
  const api = await openApi(contact, visitor, discovered)
  const user = api?.user ?? account.username
  // Ablation comes before the page where it can: browsers are slow, and credentials short-lived.
  const hangsOn = async (resource: Resource) => {
    const cookies = await visitor.cookies()
    const issued = issuedAt(contact, began, cookies)
    const ablation = await ablate(resource, cookies, () => {
      const { token = Infinity } = endOf(cookies, issued, config.lifetimes?.access)
      if (contact.clock.now() >= token - MARGIN) throw new TooSlow(ENDED)
    })
    return { cookies, ablation, credentials: credentialsOf(config.session, cookies, ablation) }
  }
  const early = api && (await hangsOn(api.resource))
  const page = await openPage(contact, visitor, user, discovered)
  const main = api?.resource ?? page
  if (!main)
    throw new StepFailed('config: no protected resource', 'set "protected.api" or "protected.page"')
  const { cookies, ablation, credentials } = early ?? (await hangsOn(main))
  if (!config.session?.access) {
    const value = credentials.access.join(', ')
    discovered.push({
      what: 'access credential',
      value,
      how: `without it ${main.path} knows nobody`,
    })
  }
  const target: Target = {
    ...contact,
    began,
    account,
    user,
    credentials,
    main,
    ...(api ? { api: api.resource } : {}),
    ...(page ? { page } : {}),
  }
  const scriptCookies = await visitor.scriptCookies()
  const { trail } = visitor
  const evidence = { user, credentials, trail, cookies, scriptCookies, ablation }
  return { target, evidence, discovered }
}
