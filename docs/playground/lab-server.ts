import type { Defect } from '../../reference-impl/src/demo/defect.ts'
import { defectiveFetch } from '../../reference-impl/src/demo/defective-fetch.ts'
import type { Provider } from '../../reference-impl/src/provider/port.ts'
import { answer, json, type Answer } from '../../reference-impl/src/routes/answer.ts'
import { createRoutes, toResponse } from '../../reference-impl/src/routes/routes.ts'
import { webSealer } from '../../reference-impl/src/sealing/web.ts'
import { definePolicy } from '../../reference-impl/src/session/policy.ts'
import { createSessions } from '../../reference-impl/src/session/sessions.ts'
import { viewOf, type RequestView } from '../../reference-impl/src/session/view.ts'
import { memoryStore } from '../../reference-impl/src/store/memory.ts'
import type { Knobs } from './world.ts'

export interface LabServerOptions {
  readonly origin: string
  readonly provider: Provider
  readonly now: () => number
  readonly random: (bytes: number) => Uint8Array<ArrayBuffer>
  readonly defects: readonly Defect[]
  readonly knobs: Knobs
}

/** A small app on the reference implementation, as one function: `/api/me`, `/api/notes` and `/dashboard`. */
export function createLabServer(options: LabServerOptions) {
  const { origin, now, random, defects, knobs } = options
  const policy = definePolicy({ origin, afterSignIn: '/dashboard', ...knobs })
  const sealer = webSealer([{ id: 'lab', bytes: random(32) }], random)
  const sessions = createSessions({
    policy: defects.reduce((made, defect) => defect.policy?.(made) ?? made, policy),
    store: defects.reduce((made, defect) => defect.store?.(made) ?? made, memoryStore()),
    provider: defects.reduce((made, defect) => defect.provider?.(made) ?? made, options.provider),
    sealer,
    now,
    random,
  })
  const routes = createRoutes(sessions)
  const notes = new Map<string, string[]>()

  const app = async (view: RequestView, body: string): Promise<Answer> => {
    if (view.url === '/') return page('Home', '')
    const state = await sessions.authenticate(view)
    if (state.kind !== 'signed-in') return answer(state, view, sessions.policy)
    const { userId } = state.session
    const [path] = view.url.split('?')
    if (path === '/dashboard') return page('Dashboard', userId)
    if (path === '/api/me') return json(200, { user: { id: userId } })
    if (path !== '/api/notes') return json(404, {})
    const mine = notes.get(userId) ?? []
    if (view.method === 'GET') return json(200, { notes: mine })
    const [type] = (view.header('content-type') ?? '').split(';')
    if (type !== 'application/json') return json(415, { code: 'content_type_refused' })
    notes.set(userId, [...mine, body])
    return json(201, { note: mine.length + 1 })
  }

  const sound = async (request: Request): Promise<Response> =>
    (await routes(request)) ?? toResponse(await app(viewOf(request), await request.text()))
  return {
    policy: sessions.policy,
    sealAccess: async (sid: string, token: string) =>
      sealer.seal(JSON.stringify([sid, token]), `cookie:${policy.cookies.access.name}`),
    fetch: defects.reduce((handler, defect) => defectiveFetch(defect, handler), sound),
  }
}

function page(title: string, userId: string): Answer {
  const body = `<!doctype html><html lang="en"><title>${title}</title><h1 id="user">${userId}</h1>${
    userId &&
    '<form method="post" action="/auth/sign-out"><button id="out">Sign out</button></form>'
  }</html>`
  const type = ['Content-Type', 'text/html; charset=utf-8'] as const
  return { status: 200, headers: [type, ['Cache-Control', 'no-store']], body }
}
