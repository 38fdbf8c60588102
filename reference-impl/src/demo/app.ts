import express from 'express'
import type {
  ErrorRequestHandler,
  Express,
  Request,
  RequestHandler,
  Response,
  Router,
} from 'express'
import { isJson } from '../csrf/content-type.ts'
import { requireSession, sessionOf } from '../express/require-session.ts'
import { router } from '../express/router.ts'
import { NodeView } from '../node/view.ts'
import { problemOf } from '../routes/problem.ts'
import { SessionError } from '../session/errors.ts'
import type { Sessions } from '../session/sessions.ts'
import { ICON, STYLE } from './assets.ts'
import { homeOf, isScripted } from './home.ts'
import { Notes, noteText } from './notes.ts'
import * as pages from './pages.ts'
import { pageScripts } from './scripts.ts'

export interface DemoOptions {
  readonly sessions: Sessions
  /** Where sign-out sends people: Chromium holds `form-action` against redirects, too. */
  readonly providerOrigin: string
  /** Published at `/.well-known/session-conformance`. */
  readonly conformance?: unknown
}

/** A small app that a person can use: pages by the server, an API beside them, and a script where one is needed. */
export function createDemoApp({ sessions, providerOrigin, conformance }: DemoOptions): Express {
  const { strategy } = sessions.policy
  const notes = new Notes()
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use(secured(providerOrigin, isScripted(strategy)))
  app.get('/style.css', asset('text/css', STYLE))
  app.get('/icon.svg', asset('image/svg+xml', ICON))
  if (conformance !== undefined)
    app.get('/.well-known/session-conformance', (_request, response) => {
      response.json(conformance)
    })

  // #region express
  app.use(router(sessions))
  const guard = requireSession(sessions)

  app.get('/api/me', guard, async (request, response) => {
    const session = sessionOf(request)
    const { email, name } = await sessions.profile(session)
    response.json({ user: { id: session.userId, email, name }, roles: session.claims.roles })
  })
  // #endregion

  app.get('/api/notes', guard, (request, response) => {
    response.json({ notes: notes.of(sessionOf(request).userId) })
  })
  app.post('/api/notes', guard, onlyJson, express.json({ limit: '16kb' }), (request, response) => {
    const text = noteText((request.body as { text?: unknown } | undefined)?.text)
    if (text === undefined) return sendProblem(response, NO_NOTE)
    response.status(201).json({ note: notes.add(sessionOf(request).userId, text) })
  })
  // Answers late, for those who want to see what becomes of a response in flight.
  app.get('/api/slow', guard, (request, response) => {
    const { userId } = sessionOf(request)
    setTimeout(() => response.json({ user: { id: userId } }), 1_000)
  })

  app.get('/', async (request, response) => {
    const known = await isKnown(sessions, request, response)
    response.vary('Cookie').send(pages.landing(known, homeOf(strategy)))
  })
  if (isScripted(strategy)) app.use(scriptedPage(sessions))
  // A navigation carries no Authorization header: with `bearer` the server has no page for anyone.
  if (strategy !== 'bearer') app.use(serverPages(sessions, notes))

  app.use(async (request, response) => {
    if (!request.accepts('html')) return sendProblem(response, MISSING)
    const known = await isKnown(sessions, request, response)
    response
      .status(404)
      .vary('Cookie')
      .send(pages.missing(known, homeOf(strategy)))
  })
  app.use(failed)
  return app
}

/** Pages for people, each rendered from what the session may see. */
function serverPages(sessions: Sessions, notes: Notes): Router {
  const app = express.Router()
  const guard = requireSession(sessions)
  app.get('/dashboard', guard, async (request, response) => {
    const session = sessionOf(request)
    response.send(
      pages.dashboard({
        profile: await sessions.profile(session),
        noteCount: notes.of(session.userId).length,
        sessionCount: (await sessions.list(session)).length,
        tokenExpiresAt: session.claims.exp * 1_000,
        signedInAt: session.createdAt,
        renewals: session.renewals,
      }),
    )
  })
  app.get('/notes', guard, (request, response) => {
    response.send(pages.notes(notes.of(sessionOf(request).userId)))
  })
  app.post('/notes', guard, express.urlencoded({ limit: '16kb' }), (request, response) => {
    const { userId } = sessionOf(request)
    const text = noteText((request.body as { text?: unknown } | undefined)?.text)
    if (text === undefined) {
      response.status(422).send(pages.notes(notes.of(userId), 'Write 1 to 500 characters.'))
      return
    }
    notes.add(userId, text)
    response.redirect(303, '/notes')
  })
  app.get('/sessions', guard, async (request, response) => {
    response.send(pages.sessions(await sessions.list(sessionOf(request)), Date.now()))
  })
  return app
}

/** One page that fetches all it shows, with its scripts. */
function scriptedPage(sessions: Sessions): Router {
  const { strategy } = sessions.policy
  const app = express.Router()
  for (const [path, text] of pageScripts()) app.get(path, asset('text/javascript', text))
  if (strategy !== 'bearer') app.use('/app', requireSession(sessions))
  app.get('/app', (_request, response) => {
    response.send(pages.app(strategy))
  })
  return app
}

/** Whether to show the way in or the way on; an expired token is renewed by the next page that needs it. */
async function isKnown(sessions: Sessions, request: Request, response: Response): Promise<boolean> {
  const state = await sessions.authenticate(new NodeView(request))
  if (state.kind !== 'signed-in') return state.kind === 'refresh'
  for (const line of state.cookies ?? []) response.append('Set-Cookie', line)
  return true
}

function secured(providerOrigin: string, scripted: boolean): RequestHandler {
  const policy = [
    "default-src 'none'",
    ...(scripted ? ["script-src 'self'"] : []),
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    `form-action 'self' ${providerOrigin}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
  return (_request, response, next) => {
    response.set({
      'Cache-Control': 'no-store',
      'Content-Security-Policy': policy,
      'Referrer-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Opener-Policy': 'same-origin',
    })
    next()
  }
}

function asset(type: string, text: string): RequestHandler {
  return (_request, response) => {
    response.type(type).set('Cache-Control', 'public, max-age=300').send(text)
  }
}

const onlyJson: RequestHandler = (request, response, next) => {
  if (isJson(new NodeView(request))) return next()
  sendProblem(response, problemOf('content_type_refused'))
}

function sendProblem(response: Response, problem: { status: number; detail: string }): void {
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem))
}

const MISSING = { status: 404, title: 'Not found', detail: 'There is nothing here.' }
const NO_NOTE = { status: 422, title: 'No note', detail: 'A note has 1 to 500 characters.' }
const UNREADABLE = { status: 400, title: 'Unreadable', detail: 'The request cannot be read.' }
const BROKEN = { status: 500, title: 'Broken', detail: 'Something broke here. Try again later.' }

/** What Express's parsers refuse is the client's mistake; anything else is ours, and says nothing of itself. */
const failed: ErrorRequestHandler = (error: { status?: number }, _request, response, next) => {
  if (response.headersSent) return next(error)
  if (error instanceof SessionError) return sendProblem(response, problemOf(error.code))
  const { status = 500 } = error
  sendProblem(response, status < 500 ? { ...UNREADABLE, status } : BROKEN)
}
