import type { Visitor } from '../drivers/port.ts'
import type { SignInEvidence } from '../evidence/evidence.ts'
import type { Discovery } from '../report/report.ts'
import { ablate, credentialsOf } from '../target/credentials.ts'
import { StepFailed } from '../target/gap.ts'
import { findIdentity, identify } from '../target/identity.ts'
import {
  apiResource,
  pageResource,
  reader,
  type PageView,
  type Resource,
} from '../target/resource.ts'
import { signInVisitor } from '../target/sign-in.ts'
import type { Contact, Target } from '../target/target.ts'

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
  await signInVisitor(visitor, config.signIn, account)

  const discovered: Discovery[] = []
  const api = await openApi(contact, visitor, discovered)
  const user = api?.user ?? account.username
  // Ablation comes before the page where it can: browsers are slow, and credentials short-lived.
  const hangsOn = async (resource: Resource) => {
    const cookies = await visitor.cookies()
    const ablation = await ablate(resource, cookies)
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

async function openApi(
  { config, prober }: Contact,
  visitor: Visitor,
  discovered: Discovery[],
): Promise<{ resource: Resource; user: string } | undefined> {
  const path = config.protected.api
  if (path === undefined) return undefined
  const { last } = await visitor.fetch({ path, headers: { Accept: 'application/json' } })
  const { response } = last
  if (!response || response.status < 200 || response.status > 299) {
    throw new StepFailed(
      `sign-in: after it, ${path} answered ${response?.status ?? last.failure?.message}`,
      'check the account, "signIn" and "protected.api" in the config',
      last,
    )
  }
  const [account] = config.accounts
  const identity = config.identity ?? (account && findIdentity(account, response))
  const user = identity && identify(identity, response)
  if (!identity || user === undefined) {
    throw new StepFailed(
      `identity: ${path} does not show whose session it is`,
      'set "identity", for example { json: "/user/id" }',
      last,
    )
  }
  if (!config.identity) {
    const value = JSON.stringify(identity)
    discovered.push({ what: 'identity', value, how: `it stands in the answer of ${path}` })
  }
  return { resource: apiResource(prober, path, identity), user }
}

/** A page that a stranger sees as the user does (an app shell) is no protected page. */
async function openPage(
  contact: Contact,
  visitor: Visitor,
  user: string,
  discovered: Discovery[],
): Promise<Resource | undefined> {
  const path = contact.config.protected.page
  if (path === undefined) return undefined
  const { last } = await visitor.navigate(path)
  const { identity } = contact.config
  const shown = identity && identify(identity, last.response)
  const view: PageView = {
    path,
    lands: new URL(last.request.url).pathname,
    user: shown ?? user,
    ...(identity && shown !== undefined ? { identity } : {}),
  }
  const stranger = await (await contact.newVisitor()).navigate(path)
  if (reader(view, last) !== undefined && reader(view, stranger.last) === undefined) {
    return pageResource(contact.prober, view)
  }
  discovered.push({ what: 'page', value: 'none', how: `${path} looks the same to a stranger` })
  return undefined
}
