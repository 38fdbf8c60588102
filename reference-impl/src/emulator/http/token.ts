import type { Environment, RefreshGrant, Session } from '../environment.ts'
import { activeSession, endSession, openSession } from '../sessions.ts'
import {
  clientAccessToken,
  clientTokenLifetime,
  idToken,
  s256,
  userAccessToken,
} from '../tokens.ts'
import { formParameters, type Parameters } from './form.ts'
import { tokenError, tokenResponse } from './oauth-error.ts'

const grants = {
  authorization_code: redeemCode,
  refresh_token: refresh,
  client_credentials: clientCredentials,
}

/** The token endpoint (RFC 6749 §3.2). */
export async function token(request: Request, environment: Environment): Promise<Response> {
  const parameters = await formParameters(request)
  if (!parameters) {
    return tokenError(
      'invalid_request',
      'Send application/x-www-form-urlencoded, each parameter once.',
    )
  }
  const grantType = parameters.get('grant_type')
  if (!grantType) return tokenError('invalid_request', 'The parameter grant_type is missing.')
  if (!isAuthenticated(request, parameters, environment)) {
    return tokenError('invalid_client', 'This client_id with this client_secret is not known here.')
  }
  if (!isGrantType(grantType)) {
    return tokenError('unsupported_grant_type', 'No such grant_type is known here.')
  }
  environment.counters[`token.${grantType}`] += 1
  return grants[grantType](environment, parameters)
}

async function redeemCode(environment: Environment, parameters: Parameters): Promise<Response> {
  const code = parameters.get('code')
  if (!code) return tokenError('invalid_request', 'The parameter code is missing.')
  const grant = environment.codes.get(code)
  if (!grant) return tokenError('invalid_grant', 'This code was not issued here.')
  if (grant.sid !== undefined) {
    // RFC 6749 §4.1.2: a code that comes twice may be stolen, so what it gave out ends.
    const session = environment.sessions.get(grant.sid)
    if (session) endSession(environment, session, 'revoked')
    return tokenError('invalid_grant', 'This code was used before.')
  }
  if (environment.now() >= grant.expiresAt) {
    return tokenError('invalid_grant', 'This code has expired.')
  }
  if (parameters.get('redirect_uri') !== grant.redirectUri) {
    return tokenError(
      'invalid_grant',
      'The redirect_uri is not the one of the authorization request.',
    )
  }
  const verifier = parameters.get('code_verifier')
  if (grant.codeChallenge === undefined && verifier !== undefined) {
    // RFC 9700 §4.8.2: a verifier without a challenge is a downgrade.
    return tokenError('invalid_grant', 'There is a code_verifier, but there was no code_challenge.')
  }
  if (grant.codeChallenge !== undefined && (await s256(verifier ?? '')) !== grant.codeChallenge) {
    return tokenError('invalid_grant', 'The code_verifier does not fit the code_challenge.')
  }
  // Another request may have redeemed the code while this one was hashing.
  if (grant.sid !== undefined) return tokenError('invalid_grant', 'This code was used before.')
  const session = openSession(environment, grant)
  grant.sid = session.sid
  return userTokens(environment, session, grant.scope, {
    nonce: grant.nonce,
    refreshToken: grant.scope.includes('offline_access')
      ? issueRefreshToken(environment, session, grant.scope)
      : undefined,
  })
}

async function refresh(environment: Environment, parameters: Parameters): Promise<Response> {
  const presented = parameters.get('refresh_token')
  if (!presented) return tokenError('invalid_request', 'The parameter refresh_token is missing.')
  const grant = environment.refreshTokens.get(presented)
  if (!grant) return tokenError('invalid_grant', 'This refresh token was not issued here.')
  const session = activeSession(environment, grant.sid)
  if (!session) return tokenError('invalid_grant', 'The session of this refresh token is over.')
  if (grant.spent) return replayed(environment, session, grant, grant.spent)

  const successor = issueRefreshToken(environment, session, grant.scope)
  grant.spent = { at: environment.now(), successor }
  environment.counters.rotations += 1
  session.lastActiveAt = environment.now()
  return userTokens(environment, session, grant.scope, { refreshToken: successor })
}

function replayed(
  environment: Environment,
  session: Session,
  grant: RefreshGrant,
  { at, successor }: NonNullable<RefreshGrant['spent']>,
): Promise<Response> | Response {
  environment.counters.replays += 1
  if (environment.now() < at + environment.knobs.replayGrace * 1000) {
    return userTokens(environment, session, grant.scope, { refreshToken: successor })
  }
  if (environment.knobs.replayEndsFamily) endSession(environment, session, 'revoked')
  return tokenError('invalid_grant', 'This refresh token was used before.')
}

async function clientCredentials(environment: Environment): Promise<Response> {
  return tokenResponse({
    access_token: await clientAccessToken(environment),
    token_type: 'Bearer',
    expires_in: clientTokenLifetime,
  })
}

async function userTokens(
  environment: Environment,
  session: Session,
  scope: readonly string[],
  extra: { nonce?: string | undefined; refreshToken: string | undefined },
): Promise<Response> {
  const user = environment.users.get(session.userId)
  if (!user) return tokenError('invalid_grant', 'This user is not known here any more.')
  const accessToken = await userAccessToken(environment, session, user)
  return tokenResponse({
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: environment.knobs.lifetimes.access,
    scope: scope.join(' '),
    ...(extra.refreshToken !== undefined && { refresh_token: extra.refreshToken }),
    ...(scope.includes('openid') && {
      id_token: await idToken(environment, session, user, accessToken, extra.nonce),
    }),
  })
}

function issueRefreshToken(
  environment: Environment,
  session: Session,
  scope: readonly string[],
): string {
  const issued = `rt_${environment.random(32)}`
  environment.refreshTokens.set(issued, { sid: session.sid, clientId: session.clientId, scope })
  return issued
}

/** `client_secret_post` as the SDK sends it, or `client_secret_basic` (RFC 6749 §2.3.1). */
function isAuthenticated(
  request: Request,
  parameters: Parameters,
  { client }: Environment,
): boolean {
  const basic = /^Basic ([\w+/]+=*)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  const [id, secret] = basic
    ? decodedBasic(basic)
    : [parameters.get('client_id'), parameters.get('client_secret')]
  return id === client.clientId && secret === client.clientSecret
}

function decodedBasic(credentials: string): readonly (string | undefined)[] {
  try {
    const [id = '', ...secret] = atob(credentials).split(':')
    return [id, secret.join(':')].map((part) => decodeURIComponent(part.replaceAll('+', ' ')))
  } catch {
    return []
  }
}

function isGrantType(grantType: string): grantType is keyof typeof grants {
  return Object.hasOwn(grants, grantType)
}
