import type { Environment, Session } from './environment.ts'
import type { Webhook } from './knobs.ts'
import { signed } from './webhook-signature.ts'

/** The event of a session's end, in the shape that Scalekit documents: it names the user, and no session. */
export function logoutEvent(environment: Environment, session: Session, id: string): string {
  const user = environment.users.get(session.userId)
  const occurredAt = new Date(session.ended?.at ?? environment.now()).toISOString()
  return JSON.stringify({
    spec_version: '1',
    id,
    type: 'user.logout',
    object: 'UserLogoutEvent',
    environment_id: 'env_emulator',
    occurred_at: occurredAt,
    data: {
      user: {
        id: session.userId,
        email: user?.email,
        membership: { organization_id: session.organizationId },
      },
    },
  })
}

export async function webhookRequest(
  { url, secret }: Webhook,
  id: string,
  body: string,
  now: number,
): Promise<Request> {
  const timestamp = String(Math.floor(now / 1000))
  return new Request(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': await signed(secret, { id, timestamp, body }),
    },
    body,
  })
}
