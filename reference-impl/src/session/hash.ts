import { encodeBase64url } from '../sealing/base64url.ts'

/** SHA-256 in base64url: how the store knows refresh tokens, and the S256 challenge of RFC 7636 §4.2. */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return encodeBase64url(new Uint8Array(digest))
}
