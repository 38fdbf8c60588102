/** Error codes of the token endpoint (RFC 6749 §5.2). */
export type TokenErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'

/** Neither tokens nor their refusal may be stored (RFC 6749 §5.1). */
const noStore = { 'cache-control': 'no-store', pragma: 'no-cache' }

export function tokenResponse(body: object): Response {
  return Response.json(body, { headers: noStore })
}

export function tokenError(error: TokenErrorCode, description: string): Response {
  const refusedClient = error === 'invalid_client'
  return Response.json(
    { error, error_description: description },
    {
      status: refusedClient ? 401 : 400,
      headers: {
        ...noStore,
        ...(refusedClient && { 'www-authenticate': 'Basic realm="scalekit-emulator"' }),
      },
    },
  )
}

/** Error of an endpoint that takes a bearer token (RFC 6750 §3). */
export function bearerError(description: string): Response {
  return Response.json(
    { error: 'invalid_token', error_description: description },
    {
      status: 401,
      headers: {
        'www-authenticate': `Bearer error="invalid_token", error_description="${description}"`,
      },
    },
  )
}

export function bearerToken(request: Request): string | undefined {
  return /^Bearer ([\w.~+/-]+=*)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
}
