/** The signature of a delivery by the Standard Webhooks scheme: HMAC-SHA256 of `id.timestamp.body`. */
export async function signed(
  secret: string,
  { id, timestamp, body }: { id: string; timestamp: string; body: string },
): Promise<string> {
  const bytes = Uint8Array.from(atob(secret.split('_')[1] ?? ''), (character) =>
    character.charCodeAt(0),
  )
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign'])
  const data = new TextEncoder().encode(`${id}.${timestamp}.${body}`)
  const signature = new Uint8Array(await crypto.subtle.sign('HMAC', key, data))
  return `v1,${btoa(String.fromCharCode(...signature))}`
}
