import { exportJWK, generateKeyPair, type JWK } from 'jose'

let made: Promise<JWK> | undefined

/** One RSA key for a whole test file, as making one takes longer than most tests. */
export function signingKey(): Promise<JWK> {
  return (made ??= generateKeyPair('RS256', { extractable: true }).then(({ privateKey }) =>
    exportJWK(privateKey),
  ))
}
