import { SessionError } from '../session/errors.ts'
import type { LogoutNotice, WebhookDelivery } from './port.ts'

/** Seconds by which a delivery's timestamp may differ from our clock; the SDK has the same. */
const webhookTolerance = 300

// #region logout-event
/**
 * What a delivery that was verified says of sessions; undefined if it is about something else.
 * Scalekit's `user.logout` names the user. Should it name the session too, that one alone is over.
 */
export function logoutNotice({ id, timestamp, body }: WebhookDelivery): LogoutNotice | undefined {
  const event = objectIn(parsed(body))
  if (event['type'] !== 'user.logout') return undefined
  const data = objectIn(event['data'])
  const sid = text(data['session_id']) ?? text(objectIn(data['session'])['id'])
  const userId = text(objectIn(data['user'])['id']) ?? text(data['user_id'])
  const sent = Number.parseInt(timestamp, 10) * 1000
  const happened = Date.parse(text(event['occurred_at']) ?? '')
  const notice = {
    id: `webhook:${id}`,
    at: Number.isNaN(happened) ? sent : happened,
    // From then on its timestamp alone refuses it.
    until: sent + (webhookTolerance + 1) * 1000,
  }
  if (sid !== undefined) return { ...notice, over: 'session', sid, userId }
  if (userId !== undefined) return { ...notice, over: 'some', userId }
  throw new SessionError(
    'webhook_malformed',
    'The event user.logout names neither user nor session.',
  )
}
// #endregion

/**
 * Verifies a signature of the Standard Webhooks scheme by Web Crypto: what the SDK does, for places where it cannot
 * run. HMAC-SHA256 of `id.timestamp.body`; the header may hold several, of old and new secret.
 */
export async function isSigned(
  secret: string,
  { id, timestamp, signature, body }: WebhookDelivery,
  now: number,
): Promise<boolean> {
  const sent = Number.parseInt(timestamp, 10)
  if (!(Math.abs(now / 1000 - sent) <= webhookTolerance)) return false
  const bytes = decoded(secret.slice(secret.indexOf('_') + 1))
  if (bytes === undefined) return false
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['verify'])
  const signed = new TextEncoder().encode(`${id}.${sent}.${body}`)
  for (const each of signature.split(' ')) {
    const [version, value = ''] = each.split(',')
    const given = version === 'v1' ? decoded(value) : undefined
    // In constant time.
    if (given && (await crypto.subtle.verify('HMAC', key, given, signed))) return true
  }
  return false
}

/** A secret that cannot verify anything is a mistake of whoever runs this, and not of the sender. */
export function checkedSecret(secret: string | undefined): string | undefined {
  if (secret === undefined || /^[^_]+_[A-Za-z0-9+/]+=*$/.test(secret)) return secret
  throw new SessionError(
    'policy_invalid',
    'SCALEKIT_WEBHOOK_SECRET is no signing secret. It looks like whsec_…; take it from the dashboard.',
  )
}

export function notSigned(cause?: unknown): SessionError {
  return new SessionError(
    'webhook_refused',
    'The signature is not good, or the timestamp is more than five minutes off. Check the secret and the clock.',
    { cause },
  )
}

/** Where nobody gave a secret, nothing can be verified: there is no such endpoint. */
export function noWebhooks(): SessionError {
  return new SessionError('not_found', 'Webhooks are off: the provider has no webhookSecret.')
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (cause) {
    throw new SessionError('webhook_malformed', 'The body is no JSON.', { cause })
  }
}

function objectIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function decoded(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}
