import { base64url, compactVerify, jwtVerify, SignJWT, type JWTPayload } from 'jose'
import type { Environment, Session } from './environment.ts'
import { signingAlgorithm } from './signing-keys.ts'
import type { User } from './users.ts'

/** Seconds that the token lives which an application gets for itself. */
export const clientTokenLifetime = 3600

export function userAccessToken(
  environment: Environment,
  session: Session,
  user: User,
): Promise<string> {
  return signed(environment, environment.knobs.lifetimes.access, {
    sub: user.id,
    sid: session.sid,
    oid: session.organizationId,
    roles: user.roles,
    permissions: user.permissions,
    aud: [session.clientId],
    client_id: session.clientId,
    jti: `tkn_${environment.random(12)}`,
  })
}

/** An ID token (OpenID Connect Core §2). Like Scalekit's it carries `sid` and `client_id`, as an access token does. */
export async function idToken(
  environment: Environment,
  session: Session,
  user: User,
  accessToken: string,
  nonce: string | undefined,
): Promise<string> {
  return signed(environment, environment.knobs.lifetimes.access, {
    sub: user.id,
    sid: session.sid,
    oid: session.organizationId,
    aud: [session.clientId],
    azp: session.clientId,
    client_id: session.clientId,
    email: user.email,
    email_verified: true,
    name: user.name,
    at_hash: await halfHash(accessToken),
    ...(nonce !== undefined && { nonce }),
  })
}

/** Seconds within which a logout token is to be taken: two minutes, as Back-Channel Logout 1.0 §2.4 advises. */
const logoutTokenLifetime = 120

/** A logout token (OpenID Connect Back-Channel Logout 1.0 §2.4). */
export function logoutToken(
  environment: Environment,
  session: Session,
  jti: string,
): Promise<string> {
  const claims = {
    sub: session.userId,
    sid: session.sid,
    aud: [session.clientId],
    jti,
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  }
  return signed(environment, logoutTokenLifetime, claims, 'logout+jwt')
}

export function clientAccessToken(environment: Environment): Promise<string> {
  const { clientId } = environment.client
  return signed(environment, clientTokenLifetime, {
    sub: clientId,
    aud: [clientId],
    client_id: clientId,
    jti: `tkn_${environment.random(12)}`,
  })
}

/** Claims of an access token of this environment that is good now: signature, issuer, expiry. */
export async function readAccessToken(
  environment: Environment,
  token: string,
): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtVerify(token, keyOf(environment), {
      issuer: environment.issuer,
      algorithms: [signingAlgorithm],
      currentDate: new Date(environment.now()),
    })
    return payload['at_hash'] === undefined ? payload : undefined
  } catch {
    return undefined
  }
}

/** Claims of an `id_token_hint`: expired ones are taken, as RP-Initiated Logout 1.0 §2 advises. */
export async function readIdTokenHint(
  environment: Environment,
  token: string,
): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await compactVerify(token, keyOf(environment), {
      algorithms: [signingAlgorithm],
    })
    const claims = JSON.parse(new TextDecoder().decode(payload)) as JWTPayload
    return claims.iss === environment.issuer ? claims : undefined
  } catch {
    return undefined
  }
}

/** The S256 transformation of RFC 7636 §4.2. */
export async function s256(verifier: string): Promise<string> {
  return base64url.encode(await sha256(verifier))
}

/** `at_hash` as OpenID Connect Core §3.1.3.6 computes it. */
async function halfHash(value: string): Promise<string> {
  return base64url.encode((await sha256(value)).subarray(0, 16))
}

async function sha256(value: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(value)))
}

async function signed(
  environment: Environment,
  lifetime: number,
  claims: JWTPayload,
  typ = 'JWT',
): Promise<string> {
  const key = await environment.keys.current()
  const iat = Math.floor(environment.now() / 1000)
  return new SignJWT({ ...claims, iss: environment.issuer, iat, nbf: iat, exp: iat + lifetime })
    .setProtectedHeader({ alg: signingAlgorithm, kid: key.kid, typ })
    .sign(key.privateKey)
}

function keyOf(environment: Environment) {
  return async ({ kid }: { kid?: string }): Promise<CryptoKey> => {
    const keys = await environment.keys.published()
    const key = keys.find((candidate) => candidate.kid === kid)
    if (!key) throw new Error('The key set holds no such key.')
    return key.publicKey
  }
}
