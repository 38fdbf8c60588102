import type { Visitor } from '../drivers/port.ts'
import type { Discovery } from '../report/report.ts'
import { StepFailed } from '../target/gap.ts'
import { findIdentity, identify } from '../target/identity.ts'
import {
  apiResource,
  pageResource,
  reader,
  type PageView,
  type Resource,
} from '../target/resource.ts'
import type { Contact } from '../target/target.ts'

/** The protected API as its user sees it, and whose it is by its own word. */
export async function openApi(
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

/** The protected page. A page that a stranger sees as the user does (an app shell) is no protected page. */
export async function openPage(
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
