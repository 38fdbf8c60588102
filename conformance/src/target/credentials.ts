import type { Config } from '../config/config.ts'
import type { StoredCookie } from '../drivers/port.ts'
import type { Credentials, Probe } from '../evidence/evidence.ts'
import { pathMatches } from '../wire/path-match.ts'
import { StepFailed } from './gap.ts'
import type { CookieValues, Resource } from './resource.ts'

export type Ablation = readonly (Probe & { readonly without: string })[]

/** Cookies of the jar that go out with a request to this path, as a bare client sends them. */
export function cookiesFor(jar: readonly StoredCookie[], path: string): CookieValues {
  return values(
    jar.filter((cookie) => pathMatches(new URL(path, 'http://x').pathname, cookie.path)),
  )
}

export function values(cookies: readonly StoredCookie[]): CookieValues {
  return Object.fromEntries(cookies.map(({ name, value }) => [name, value]))
}

/**
 * Leaves out each cookie in turn; the good request must work before and after.
 * @param mustLive throws where the credential may have ended by itself meanwhile
 */
export async function ablate(
  resource: Resource,
  jar: readonly StoredCookie[],
  mustLive: () => void,
): Promise<Ablation> {
  const all = cookiesFor(jar, resource.path)
  await mustKnow(resource, all, mustLive)
  const found: (Probe & { without: string })[] = []
  for (const without of Object.keys(all)) {
    const rest = Object.fromEntries(Object.entries(all).filter(([name]) => name !== without))
    found.push({ ...(await resource.probe(`without ${without}`, rest)), without })
  }
  await mustKnow(resource, all, mustLive)
  return found
}

async function mustKnow(
  resource: Resource,
  cookies: CookieValues,
  mustLive: () => void,
): Promise<void> {
  const { user, exchange } = await resource.probe('all cookies', cookies)
  if (user !== undefined) return
  mustLive()
  throw new StepFailed(
    `sign-in: ${resource.path} does not know the user by the cookies of the jar`,
    'name a resource in "protected" that cookies alone open',
    exchange,
  )
}

/** Access and refresh cookies: as configured, or the access credential as ablation found it. */
export function credentialsOf(
  session: Config['session'],
  jar: readonly StoredCookie[],
  ablation: Ablation,
): Credentials {
  const access = session?.access
    ? named(session.access, jar, 'session.access')
    : ablation.filter(({ user }) => user === undefined).map(({ without }) => without)
  if (access.length === 0) {
    throw new StepFailed(
      'sign-in: no single cookie carries the session',
      'name the cookie in "session.access"',
    )
  }
  const refresh = session?.refresh ? named(session.refresh, jar, 'session.refresh') : []
  return { access, refresh }
}

/** A value that is too long for one cookie goes on in `name.1`, `name_2` …: they are one credential. */
function named(names: string | readonly string[], jar: readonly StoredCookie[], field: string) {
  const wanted = [names].flat()
  const found = wanted.map((name) =>
    jar
      .map((cookie) => cookie.name)
      .filter(
        (held) =>
          held === name || (held.startsWith(name) && /^[._-]\d+$/.test(held.slice(name.length))),
      ),
  )
  const missing = wanted.find((_name, index) => found[index]?.length === 0)
  if (missing === undefined) return [...new Set(found.flat())]
  throw new StepFailed(
    `config: after sign-in there is no cookie "${missing}"`,
    `set "${field}"; the jar holds ${jar.map(({ name }) => name).join(', ') || 'no cookie'}`,
  )
}

/** Cookies that may be a refresh credential: not the access credential, and out of scripts' reach. */
export function candidates(jar: readonly StoredCookie[], { access }: Credentials) {
  return jar.filter(({ name, httpOnly }) => httpOnly && !access.includes(name))
}
