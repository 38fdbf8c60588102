import { SessionError } from '../session/errors.ts'

/** What came back from the token endpoint, in the parts that decide. */
export interface TokenAnswer {
  readonly status: number
  /** Parsed JSON, if it was any. */
  readonly body: unknown
  readonly retryAfter: string | null
}

export interface TokenEndpoint {
  readonly url: URL
  readonly clientId: string
  readonly clientSecret: string
  /** Milliseconds. */
  readonly timeout: number
  readonly fetch: typeof globalThis.fetch
}

/** Sends a token request (RFC 6749 §3.2). Rejects with `provider_unavailable` if nothing comes back. */
export async function requestTokens(
  { url, clientId, clientSecret, timeout, fetch }: TokenEndpoint,
  parameters: Readonly<Record<string, string>>,
): Promise<TokenAnswer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams({
        ...parameters,
        client_id: clientId,
        client_secret: clientSecret,
      }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
    })
    return {
      status: response.status,
      body: parsed(await response.text()),
      retryAfter: response.headers.get('retry-after'),
    }
  } catch (cause) {
    throw unavailable('does not answer', { cause })
  }
}

// #region judge-refusal
/**
 * The error that a refusal of the token endpoint stands for. Only `invalid_grant` ends anything: a client that is
 * misconfigured (`invalid_client`), a limit, or an outage says nothing about this one session.
 */
export function judgeRefusal(
  answer: TokenAnswer,
  terminal: 'sign_in_refused' | 'refresh_refused',
): SessionError {
  const error = errorCode(answer.body)
  if (error === 'invalid_grant') {
    return new SessionError(terminal, 'The provider refused the grant. Sign in again.')
  }
  if (error !== undefined) {
    return unavailable(`answered "${error}": check the client id, its secret and its grants`)
  }
  return unavailable(`answered with status ${answer.status}`, {
    retryAfter: retryAfterSeconds(answer.retryAfter),
  })
}
// #endregion

/** Text members of a successful answer (RFC 6749 §5.1). */
export function tokensIn(body: unknown): {
  readonly accessToken?: string
  readonly refreshToken?: string
  readonly idToken?: string
} {
  return {
    ...textMember(body, 'access_token', 'accessToken'),
    ...textMember(body, 'refresh_token', 'refreshToken'),
    ...textMember(body, 'id_token', 'idToken'),
  }
}

export function unavailable(
  what: string,
  options: { cause?: unknown; retryAfter?: number | undefined } = {},
): SessionError {
  return new SessionError(
    'provider_unavailable',
    `The provider ${what}. Sessions go on; try again.`,
    { cause: options.cause, retryAfter: options.retryAfter ?? 1 },
  )
}

/** Seconds of a Retry-After (RFC 9110 §10.2.3); its date form is rare, and not worth a clock. */
function retryAfterSeconds(value: string | null): number | undefined {
  return value !== null && /^\d{1,6}$/.test(value) ? Number(value) : undefined
}

/** The `error` member, if it is one of RFC 6749 §5.2's kind: it is quoted, so it may not be just anything. */
function errorCode(body: unknown): string | undefined {
  const { error } = textMember(body, 'error', 'error')
  return error !== undefined && /^[a-z_]{1,64}$/.test(error) ? error : undefined
}

function textMember<const N extends string>(
  body: unknown,
  member: string,
  name: N,
): { readonly [K in N]?: string } {
  if (typeof body !== 'object' || body === null) return {}
  const value = (body as Readonly<Record<string, unknown>>)[member]
  return (typeof value === 'string' && value !== '' ? { [name]: value } : {}) as {
    readonly [K in N]?: string
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
