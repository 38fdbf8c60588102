import { signed } from '../src/emulator/webhook-signature.ts'

export const webhookSecret = `whsec_${btoa('the signing secret of the tests')}`

interface Event {
  readonly type?: string
  readonly data?: object
  /** Epoch milliseconds. */
  readonly occurredAt?: number
}

/** A webhook as the provider would send it, to be sent as often and as late as a test wants. */
export async function webhookInit(
  { type = 'user.logout', data = { user: { id: 'usr_ada' } }, occurredAt = Date.now() }: Event = {},
  id = `evt_${crypto.randomUUID()}`,
): Promise<{ method: 'POST'; headers: Record<string, string>; body: string }> {
  const body = JSON.stringify({ id, type, occurred_at: new Date(occurredAt).toISOString(), data })
  const timestamp = String(Math.floor(Date.now() / 1000))
  const signature = await signed(webhookSecret, { id, timestamp, body })
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signature,
    },
    body,
  }
}
