import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import { SessionError } from '../session/errors.ts'
import type { AccessClaims, Profile } from './port.ts'

/** What a token must say to be good here. */
export interface TokenExpectations {
  readonly issuer: string
  readonly audience: string
  /** Finds the key of a token's header: `createRemoteJWKSet`, `createLocalJWKSet`, or a function of one's own. */
  readonly keys: JWTVerifyGetKey
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Seconds by which the provider's clock may differ from ours. */
  readonly clockTolerance: number
}

/** Asymmetric ones only: with `none` or HS256 anyone could sign (RFC 8725 §3.1, §3.2). */
const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA']

/** The `typ` of an access token, or the one that says nothing (RFC 9068 §4). */
const accessTokenTypes = new Set(['at+jwt', 'application/at+jwt', 'jwt', ''])

/** Claims of ID tokens (OpenID Connect Core §2, §3.1.3.6) and of logout tokens that no access token has. */
const claimsOfOtherKinds = ['nonce', 'at_hash', 'c_hash', 'events']

// #region verify-access-token
/** Verifies signature, algorithm, iss, aud, exp, nbf, and that it is an access token of a session. */
export async function verifyAccessToken(
  token: string,
  expected: TokenExpectations,
): Promise<AccessClaims> {
  const { payload, protectedHeader } = await verify(token, expected)
  if (!accessTokenTypes.has((protectedHeader.typ ?? '').toLowerCase())) {
    throw invalid('its typ is not that of an access token')
  }
  const foreign = claimsOfOtherKinds.find((claim) => claim in payload)
  if (foreign !== undefined) throw invalid(`it carries ${foreign}, as an access token never does`)
  return accessClaims(payload)
}
// #endregion

/**
 * Verifies an ID token as OpenID Connect Core §3.1.3.7 says; the person it names.
 * The nonce is that of the sign-in; an ID token that a refresh brings is bound to none (§12.2).
 */
export async function verifyIdToken(
  token: string,
  expected: TokenExpectations & { readonly nonce?: string },
): Promise<Profile> {
  const { payload } = await verify(token, expected)
  const { sub, azp, nonce, email, name } = payload
  if (typeof sub !== 'string' || sub === '') throw invalid('it names no sub')
  if (expected.nonce !== undefined && nonce !== expected.nonce) {
    throw invalid('its nonce is not the one of this sign-in')
  }
  if (azp !== undefined ? azp !== expected.audience : isShared(payload)) {
    throw invalid('its azp is another client')
  }
  return {
    sub,
    ...(typeof email === 'string' && { email }),
    ...(typeof name === 'string' && { name }),
  }
}

/** Signature, algorithm, iss, aud, exp, nbf, iat: what every kind of token must have. */
export async function verify(token: string, expected: TokenExpectations) {
  try {
    return await jwtVerify(token, reachable(expected.keys), {
      algorithms,
      issuer: expected.issuer,
      audience: expected.audience,
      requiredClaims: ['iat', 'exp'],
      clockTolerance: expected.clockTolerance,
      currentDate: new Date(expected.now()),
    })
  } catch (error) {
    if (error instanceof SessionError) throw error
    if (error instanceof errors.JWTExpired) {
      throw new SessionError('access_token_expired', 'The token has expired. Refresh it.')
    }
    throw invalid(error instanceof errors.JOSEError ? error.code : 'it cannot be read', error)
  }
}

/** A key set that cannot be had says nothing about the token; a key that it lacks does. */
function reachable(keys: JWTVerifyGetKey): JWTVerifyGetKey {
  return async (header, token) => {
    try {
      return await keys(header, token)
    } catch (cause) {
      if (cause instanceof errors.JWKSNoMatchingKey) throw cause
      if (cause instanceof errors.JWKSMultipleMatchingKeys) throw cause
      if (cause instanceof errors.JOSENotSupported) throw cause
      throw new SessionError(
        'provider_unavailable',
        "The provider's key set cannot be had. Check that its address is right and answers.",
        { cause, retryAfter: 1 },
      )
    }
  }
}

function accessClaims(payload: JWTPayload): AccessClaims {
  const { sub, sid, iss, exp, iat, oid, roles, permissions } = payload
  if (typeof sub !== 'string' || sub === '') throw invalid('it names no sub')
  if (typeof sid !== 'string' || sid === '') throw invalid('it names no sid')
  if (iss === undefined || exp === undefined || iat === undefined)
    throw invalid('a claim is missing')
  return {
    sub,
    sid,
    iss,
    exp,
    iat,
    roles: texts(roles),
    permissions: texts(permissions),
    ...(typeof oid === 'string' && { organizationId: oid }),
  }
}

function texts(claim: unknown): readonly string[] {
  return Array.isArray(claim) ? claim.filter((item) => typeof item === 'string') : []
}

function isShared({ aud }: JWTPayload): boolean {
  return Array.isArray(aud) && aud.length > 1
}

function invalid(because: string, cause?: unknown): SessionError {
  return new SessionError('access_token_invalid', `The token is not good: ${because}.`, { cause })
}
