import type { ServerResponse } from 'node:http'
import { rawBody, type BodySource } from '../node/raw-body.ts'
import type { NodeRequest } from '../node/view.ts'
import { SessionError } from '../session/errors.ts'
import type { SelfIssuedProvider } from './self-issued.ts'

/**
 * The sign-in page as middleware for frameworks on `node:http` that know `(request, response, next)`, such as Express:
 * `app.use(signInPage(provider))`, before any parser of bodies.
 */
export function signInPage({ origin, path, handle }: SelfIssuedProvider) {
  return async (
    request: NodeRequest & BodySource,
    response: ServerResponse,
    next: (error?: unknown) => void,
  ): Promise<void> => {
    const { method, originalUrl, ip } = request
    if (originalUrl.split('?')[0] !== path || method === 'TRACE') return next()
    try {
      const body = method === 'POST' ? await rawBody(request) : null
      if (body === undefined) throw bodyConsumed()
      const headers = new Headers()
      for (const [name, value] of Object.entries(request.headers))
        if (value !== undefined) headers.set(name, String(value))
      const asked = new Request(origin + originalUrl, { method, headers, body })
      const answer = await handle(asked, ip === undefined ? {} : { ip })
      if (answer === undefined) return next()
      response.writeHead(answer.status, [...answer.headers].flat())
      response.end(await answer.text())
    } catch (error) {
      next(error)
    }
  }
}

function bodyConsumed(): SessionError {
  return new SessionError(
    'body_consumed',
    'A parser read the sign-in form first: mount signInPage(provider) before express.urlencoded().',
  )
}
