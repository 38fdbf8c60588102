import type {
  FastifyPluginCallback,
  FastifyReply,
  FastifyRequest,
  preHandlerHookHandler,
} from 'fastify'
import type { BodySource } from '../node/raw-body.ts'
import { nodeRoutes } from '../node/routes.ts'
import { NodeView } from '../node/view.ts'
import { PRIVATE, answer, setCookies } from '../routes/answer.ts'
import type { Answer } from '../routes/answer.ts'
import type { Policy } from '../session/policy.ts'
import type { Sessions } from '../session/sessions.ts'
import type { RequestState, Session } from '../session/state.ts'
import { STRATEGIES } from '../session/strategy.ts'

/** A symbol, for `request.session` belongs to @fastify/session. */
const SESSION = Symbol('session')

interface SignedIn {
  [SESSION]?: Session
}

export interface SessionRoutesOptions {
  readonly sessions: Sessions
}

/** All but TRACE, which `Request` cannot be (Fetch §2.2.1). */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/**
 * The auth routes: `app.register(sessionRoutes, { sessions })`, without a prefix.
 * In a context of their own, where no parser of the app's touches a body: webhooks are signed to the byte.
 */
export const sessionRoutes: FastifyPluginCallback<SessionRoutesOptions> = (
  app,
  { sessions },
  done,
) => {
  if (app.prefix !== '') return done(new Error('Register sessionRoutes without a prefix.'))
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, parsed) => parsed(null, payload))
  const routes = nodeRoutes(sessions)
  for (const url of urlsOf(sessions.policy))
    app.route({
      method: METHODS,
      url,
      handler: async (request, reply) => {
        const found = await routes(request, (request.body ?? request.raw) as BodySource)
        return found === undefined ? reply.callNotFound() : send(reply, found)
      },
    })
  done()
}

/**
 * Lets signed-in requests through, and gives every other one the answer that fits.
 * As `preHandler` or, so that strangers' bodies are not even read, as `onRequest`.
 */
export function requireSession(sessions: Sessions): preHandlerHookHandler {
  return (request: FastifyRequest & SignedIn, reply, done) => {
    const view = new NodeView(request)
    const proceed = (state: RequestState): void => {
      if (state.kind !== 'signed-in') return void send(reply, answer(state, view, sessions.policy))
      request[SESSION] = state.session
      setHeaders(reply, [...setCookies(state.cookies ?? []), ...PRIVATE])
      done()
    }
    // Nothing to wait for, as a rule: then nothing is waited for. Fastify catches what is thrown.
    const state = sessions.authenticate(view)
    if (state instanceof Promise) state.then(proceed).catch(done)
    else proceed(state)
  }
}

/** The session of a request that `requireSession` let through. */
export function sessionOf(request: FastifyRequest & SignedIn): Session {
  const session = request[SESSION]
  if (session === undefined) throw new Error('No session: put requireSession before this handler.')
  return session
}

/** Where the routes are; with `vault`, the place of the refresh endpoint is the app's. */
function urlsOf({ paths, strategy }: Policy): readonly string[] {
  const urls = new Set([...Object.values(paths), `${paths.sessions}/*`])
  if (STRATEGIES[strategy].endpoint === 'none') urls.delete(paths.refresh)
  return [...urls]
}

function send(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  setHeaders(reply.code(status), headers)
  // Bytes: text would go through the app's serializer.
  return body === '' ? reply.send() : reply.send(Buffer.from(body))
}

/** They replace the app's, but for Vary, which adds up. Set-Cookie does so by itself. */
function setHeaders(reply: FastifyReply, headers: Answer['headers']): void {
  for (const [name, value] of headers) {
    const there = /^vary$/i.test(name) ? reply.getHeader(name) : undefined
    reply.header(name, there === undefined ? value : `${String(there)}, ${value}`)
  }
}
