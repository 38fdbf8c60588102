import { problem } from '../routes/answer.ts'
import type { Answer } from '../routes/answer.ts'
import { isNotice } from '../routes/notice.ts'
import { createRoutes } from '../routes/routes.ts'
import type { Routes } from '../routes/routes.ts'
import type { Policy } from '../session/policy.ts'
import type { Sessions } from '../session/sessions.ts'
import { rawBody } from './raw-body.ts'
import type { BodySource } from './raw-body.ts'
import { NodeView } from './view.ts'
import type { NodeRequest } from './view.ts'

/** Answers a request of Node's to one of the routes; undefined, often at once, if it is for none of them. */
export type NodeRoutes = (
  request: NodeRequest,
  body: BodySource,
) => Promise<Answer | undefined> | undefined

export function nodeRoutes(sessions: Sessions): NodeRoutes {
  const { policy } = sessions
  const paths = Object.values(policy.paths)
  const routes = createRoutes(sessions)
  return (request, body) =>
    isFor(paths, request) ? answerTo(routes, policy, request, body) : undefined
}

async function answerTo(
  routes: Routes,
  policy: Policy,
  request: NodeRequest,
  source: BodySource,
): Promise<Answer | undefined> {
  const view = new NodeView(request)
  const body = isNotice(policy, view) ? await rawBody(source) : null
  if (body === undefined) return problem('body_consumed', view, policy)
  const { ip } = request
  const client = ip === undefined ? {} : { ip }
  const response = await routes(toRequest(request, policy.origin, body), client)
  if (response === undefined) return undefined
  const { status, headers } = response
  return { status, headers: [...headers], body: await response.text() }
}

/** The app's own requests are not converted for nothing; `Request` can be no TRACE (Fetch §2.2.1). */
function isFor(paths: readonly string[], { method, originalUrl }: NodeRequest): boolean {
  return method !== 'TRACE' && paths.some((path) => originalUrl.startsWith(path))
}

function toRequest(
  request: NodeRequest,
  origin: string,
  body: Uint8Array<ArrayBuffer> | null,
): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, String(value))
  return new Request(origin + request.originalUrl, { method: request.method, headers, body })
}
