import type { Probe, RefusalEvidence } from '../evidence/evidence.ts'
import type { CookieValues, Resource } from '../target/resource.ts'
import type { Target } from '../target/target.ts'

/** Long enough to look like a session, and nobody's. */
const MADE_UP = 'bm90LWEtc2Vzc2lvbi1vZi1hbnlib2R5LWF0LWFsbA'

/**
 * Asks with no credential, with a made-up one, and with one whose session ended.
 * @param ended the refusal of the latter, as the sign-out journey saw it while the credential was young
 */
export async function gatherRefusal(
  target: Target,
  ended: Probe | undefined,
): Promise<RefusalEvidence> {
  const { api, page } = target
  return {
    api: api ? [await stranger(target, api), await madeUp(target, api), ...revoked(ended)] : [],
    page: page ? [await stranger(target, page), await madeUp(target, page)] : [],
  }
}

/** The first answer counts: where it redirects to may well be a page for everybody. */
async function stranger(target: Target, resource: Resource): Promise<Probe> {
  const visitor = await target.newVisitor()
  const { hops, user } = await resource.ask(visitor, 'none')
  const [exchange] = hops
  if (!exchange) throw new Error('a visit has at least one exchange')
  return { label: 'none', exchange, ...(user === undefined ? {} : { user }) }
}

async function madeUp(target: Target, resource: Resource): Promise<Probe> {
  const cookies: CookieValues = Object.fromEntries(
    target.credentials.access.map((name) => [name, MADE_UP]),
  )
  return resource.probe('garbage', cookies)
}

function revoked(ended: Probe | undefined): readonly Probe[] {
  return ended ? [{ ...ended, label: 'revoked' }] : []
}
