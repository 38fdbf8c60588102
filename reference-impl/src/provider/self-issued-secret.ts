import { encodeBase64url } from '../sealing/base64url.ts'

/** 256 bits that nobody can guess (RFC 6749 §10.10 asks for 128). */
export function secret(): string {
  return encodeBase64url(crypto.getRandomValues(new Uint8Array(32)))
}
