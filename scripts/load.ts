import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { demoClient } from '../reference-impl/src/emulator/emulator.ts'
import { turnKnobs } from '../reference-impl/src/emulator/knobs.ts'
import { serveEmulator } from '../reference-impl/src/emulator/serve.ts'
import { demoUsers } from '../reference-impl/src/emulator/users.ts'
import { startRedis } from '../reference-impl/test-support/redis-server.ts'
import { closeIdle, cookieHeader, get, inTurn, withCookiesOf } from './load/client.ts'
import type { Cookies } from './load/client.ts'
import { startServers } from './load/servers.ts'

const ACCESS = '__Host-accessToken'
const REFRESH = '__Secure-refreshToken'

const { values } = parseArgs({
  options: {
    store: { type: 'string', default: 'redis' },
    processes: { type: 'string', default: '4' },
    sessions: { type: 'string', default: '1000' },
    parallel: { type: 'string', default: '20' },
  },
})
const [processes, sessions, parallel] = [values.processes, values.sessions, values.parallel].map(
  Number,
) as [number, number, number]

/** Waited out once everybody is signed in, so that no token lives then. */
const accessSeconds = 5

const folder = mkdtempSync(join(tmpdir(), 'load-'))
const redis = values.store === 'redis' ? await startRedis() : undefined
const store = redis?.url ?? join(folder, 'sessions.sqlite')
const { emulator, url: environmentUrl, close } = await serveEmulator()
turn({ lifetimes: { access: accessSeconds }, autoApprove: true })
const servers = await startServers(processes, store, {
  SCALEKIT_ENVIRONMENT_URL: environmentUrl,
  SCALEKIT_CLIENT_ID: demoClient.clientId,
  SCALEKIT_CLIENT_SECRET: demoClient.clientSecret,
})

try {
  process.exitCode = (await proof()) ? 0 : 1
} finally {
  await servers.stop()
  await close()
  await redis?.close()
  rmSync(folder, { recursive: true, force: true })
}

/** Everybody signs in, every token expires, and everybody asks `parallel` times in the same moment. */
async function proof(): Promise<boolean> {
  const everybody = Array.from({ length: sessions }, (_, index) => index)
  const visits = await inTurn(everybody, 16, signIn)
  await sleep(accessSeconds * 1000)
  closeIdle()
  turn({ lifetimes: { access: 3600 } })
  const refreshesBefore = emulator.counters['token.refresh_token']

  const began = performance.now()
  const answers = await inTurn(visits, 8, (visit, index) =>
    Promise.all(Array.from({ length: parallel }, (_, lane) => cross(visit, server(index + lane)))),
  )
  const seconds = (performance.now() - began) / 1000

  const refreshes = emulator.counters['token.refresh_token'] - refreshesBefore
  const right = answers.flatMap((lanes, index) =>
    lanes.filter(({ user }) => user === visits[index]?.user),
  )
  // With the cookies that the last of the parallel answers left, at the next process.
  const still = await inTurn(answers, 16, async (lanes, index) => {
    const after = lanes.at(-1)
    return after && (await cross(after, server(index + parallel)))
  })
  const signedIn = still.filter((visit, index) => visit?.user === visits[index]?.user)
  const rows = [
    ['provider refreshes', refreshes, sessions],
    ['answers for the right user', right.length, sessions * parallel],
    ['sessions still signed in', signedIn.length, sessions],
  ] as const
  console.log(
    `${processes} processes, ${values.store}, ${sessions} sessions × ${parallel} requests at expiry, ${seconds.toFixed(1)} s`,
  )
  for (const [what, seen, wanted] of rows) {
    console.log(`  ${seen === wanted ? 'PASS' : 'FAIL'}  ${what}: ${seen} of ${wanted}`)
  }
  return rows.every(([, seen, wanted]) => seen === wanted)
}

interface Visit {
  readonly user: string
  readonly cookies: Cookies
}

async function signIn(index: number): Promise<Visit> {
  const person = demoUsers[index % demoUsers.length]
  if (!person) throw new Error('The emulator knows nobody.')
  const app = server(index)
  const toProvider = await get(`${app}/auth/sign-in?return_to=/dashboard`)
  const authorize = new URL(toProvider.headers.location ?? '', app)
  authorize.searchParams.set('login_hint', person.email)
  const back = await get(authorize.href)
  const pending = withCookiesOf(toProvider)
  const landed = await get(back.headers.location ?? '', credentials(pending, ...pending.keys()))
  return { user: person.id, cookies: withCookiesOf(landed) }
}

/** What a browser does on an expired token: the request, the detour, the request again. Whom it ended for. */
async function cross({ cookies }: Visit, app: string): Promise<Visit> {
  let held = cookies
  let address = `${app}/api/me`
  for (let hop = 0; hop < 5; hop += 1) {
    const atRefresh = new URL(address).pathname === '/auth/refresh'
    const sent = credentials(held, ACCESS, ...(atRefresh ? [REFRESH] : []))
    const answer = await get(address, { ...sent, 'sec-fetch-site': 'same-origin' })
    held = withCookiesOf(answer, held)
    if (answer.status !== 307) return { user: userOf(answer.body), cookies: held }
    address = new URL(answer.headers.location ?? '', app).href
  }
  return { user: 'a loop', cookies: held }
}

function userOf(body: string): string {
  const answer = JSON.parse(body) as { user?: { id: string }; code?: string }
  return answer.user?.id ?? answer.code ?? 'nobody'
}

function credentials(cookies: Cookies, ...names: readonly string[]): Record<string, string> {
  return { cookie: cookieHeader(cookies, ...(names.length === 0 ? [ACCESS] : names)) }
}

function server(index: number): string {
  return servers.urls[index % servers.urls.length] ?? ''
}

function turn(changes: Parameters<typeof turnKnobs>[1]): void {
  emulator.environment.knobs = turnKnobs(emulator.environment.knobs, changes)
}
