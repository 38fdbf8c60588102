import type { Discovery } from '../report/report.ts'
import { candidates } from '../target/credentials.ts'
import { StepFailed } from '../target/gap.ts'
import { signIn, type Target } from '../target/target.ts'
import { expire } from './expire.ts'
import { refreshRaw } from './raw-refresh.ts'

export interface RefreshFound {
  readonly names: readonly string[]
  readonly discovered: readonly Discovery[]
}

/** Which cookies are the refresh credential: as configured, else found by leaving each out across an expiry. */
export async function findRefresh(target: Target): Promise<RefreshFound> {
  const { config, credentials } = target
  if (config.refresh === false) return { names: [], discovered: [] }
  if (config.session?.refresh) return { names: credentials.refresh, discovered: [] }
  const { cookies } = await target.alone(() => signIn(target))
  const others = candidates(cookies, credentials).map(({ name }) => name)
  if (others.length === 0) return { names: [], discovered: [] }

  const [whole, ...each] = await Promise.all(
    [undefined, ...others].map((without) =>
      target.alone((clock) => isRefreshed({ ...target, clock }, without)),
    ),
  )
  const needed = others.filter((_name, index) => each[index] === false)
  if (whole === true) return found(needed, 'without it an expired session is not refreshed')
  const taken = await Promise.all(others.map((name) => isTaken(target, name)))
  const shown = others.filter((_name, index) => taken[index] === true)
  if (shown.length > 0) return found(shown, 'the refresh endpoint takes it')
  throw new StepFailed(
    `refresh: which of ${others.join(', ')} is the refresh cookie is not known`,
    'set "session.refresh", or "refresh: false" where there is none',
  )
}

function found(names: readonly string[], how: string): RefreshFound {
  const value = names.join(', ')
  return {
    names,
    discovered: names.length === 0 ? [] : [{ what: 'refresh credential', value, how }],
  }
}

/** Whether a visitor is still known after its access credential expired, one cookie left out. */
async function isRefreshed(target: Target, without: string | undefined): Promise<boolean> {
  const session = await signIn(target)
  await expire(target, session)
  if (without !== undefined) await session.visitor.dropCookie(without)
  const { user } = await target.main.ask(
    session.visitor,
    `expired, without ${without ?? 'nothing'}`,
  )
  return user !== undefined
}

/** Whether the configured endpoint makes a new session of this cookie alone. */
async function isTaken(target: Target, name: string): Promise<boolean> {
  const { refresh } = target.config
  if (!refresh) return false
  const { cookies } = await target.alone(() => signIn(target))
  const value = cookies.find((cookie) => cookie.name === name)?.value
  if (value === undefined) return false
  const endpoint = { method: refresh.method ?? 'POST', path: refresh.path }
  const { user } = await refreshRaw(target, endpoint, `refresh by ${name}`, { [name]: value })
  return user !== undefined
}
