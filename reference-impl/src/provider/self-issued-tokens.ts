import { SignJWT } from 'jose'
import type { Signer } from './self-issued-keys.ts'
import type { SelfIssuedUser } from './self-issued-state.ts'

/** Who signs, for whom, and for how long. */
export interface TokenIssuer {
  readonly issuer: string
  /** The application: audience of both kinds of token. */
  readonly clientId: string
  /** Seconds. */
  readonly lifetime: number
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly signer: () => Promise<Signer>
}

// #region access-token
/** A JWT access token (RFC 9068 §2): it says its kind, its audience, its session, and has an id of its own. */
export function accessToken(
  issuer: TokenIssuer,
  { id, roles, permissions }: SelfIssuedUser,
  sid: string,
): Promise<string> {
  return signed(issuer, 'at+jwt', {
    sub: id,
    sid,
    client_id: issuer.clientId,
    jti: crypto.randomUUID(),
    ...(roles && { roles }),
    ...(permissions && { permissions }),
  })
}
// #endregion

/** An ID token (OpenID Connect Core §2); its nonce binds it to one sign-in of one browser. */
export function idToken(
  issuer: TokenIssuer,
  { id, email, name }: SelfIssuedUser,
  { sid, nonce, authenticatedAt }: { sid: string; nonce: string; authenticatedAt: number },
): Promise<string> {
  return signed(issuer, 'JWT', {
    sub: id,
    sid,
    nonce,
    auth_time: Math.floor(authenticatedAt / 1000),
    // RFC 8176 §2.
    amr: ['pwd'],
    email,
    ...(name !== undefined && { name }),
  })
}

async function signed(
  { issuer, clientId, lifetime, now, signer }: TokenIssuer,
  typ: string,
  claims: Readonly<Record<string, unknown>>,
): Promise<string> {
  const { kid, alg, key } = await signer()
  const iat = Math.floor(now() / 1000)
  return new SignJWT({ iss: issuer, aud: clientId, iat, exp: iat + lifetime, ...claims })
    .setProtectedHeader({ alg, kid, typ })
    .sign(key)
}
