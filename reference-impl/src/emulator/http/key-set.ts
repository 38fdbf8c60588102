import type { Environment } from '../environment.ts'
import { signingAlgorithm } from '../signing-keys.ts'

/** The key set (RFC 7517 §5). */
export async function keySet(_request: Request, environment: Environment): Promise<Response> {
  const keys = await environment.keys.published()
  return Response.json({ keys: keys.map((key) => key.publicJwk) })
}

/** Discovery metadata (OpenID Connect Discovery 1.0 §3). */
export function discovery(_request: Request, { issuer }: Environment): Response {
  return Response.json({
    issuer,
    authorization_endpoint: `${issuer}/oauth/authorize`,
    token_endpoint: `${issuer}/oauth/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/keys`,
    end_session_endpoint: `${issuer}/oidc/logout`,
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [signingAlgorithm],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
    code_challenge_methods_supported: ['S256'],
    claims_supported: ['sub', 'sid', 'oid', 'email', 'email_verified', 'name', 'nonce'],
  })
}
