import type { Sessions } from '../session/sessions.ts'
import type { RequestView } from '../session/view.ts'
import { json, noContent, problem } from './answer.ts'
import type { Answer } from './answer.ts'
import { textOf } from './body.ts'

/**
 * Takes the provider's webhooks. The signature is the credential: no cookie is read, so there is nothing to forge.
 * A delivery that came before gets a 200 and no effect: it comes again because our answer was lost, and with anything
 * else the sender would go on.
 */
export async function webhook(
  sessions: Sessions,
  view: RequestView,
  _id: string,
  request: Request,
): Promise<Answer> {
  const id = view.header('webhook-id')
  const timestamp = view.header('webhook-timestamp')
  const signature = view.header('webhook-signature')
  if (!id || id.length > 256 || !timestamp || !signature)
    return problem('webhook_malformed', view, sessions.policy)
  const body = await textOf(request, view)
  if (body === undefined) return problem('body_too_large', view, sessions.policy)
  const outcome = await sessions.takeWebhook({ id, timestamp, signature, body })
  switch (outcome.kind) {
    case 'ignored':
      return noContent()
    case 'replayed':
      return json(200, { ended: 0, replayed: true })
    case 'taken':
      return json(200, { ended: outcome.ended })
  }
}
