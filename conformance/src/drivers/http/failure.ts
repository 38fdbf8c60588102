import type { Failure, FailureKind } from '../../wire/exchange.ts'

const KINDS: Readonly<Record<string, FailureKind>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  EADDRNOTAVAIL: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  UND_ERR_ABORTED: 'aborted',
}

/** Names what kept a request from its response. */
export function failureOf(error: unknown): Failure {
  const { code, message } = root(error)
  // Node adds advice of its own after a semicolon, on flags that nobody here can give.
  return { kind: kindOf(code), message: message.split(';', 1)[0] || code || 'no answer' }
}

function kindOf(code: string): FailureKind {
  const known = KINDS[code]
  if (known) return known
  if (/^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|EPROTO)/.test(code)) return 'tls'
  // What the parser or a decoder could not make sense of: HPE_*, UND_ERR_*, Z_*.
  return 'malformed'
}

/** Node tries several addresses for a name, and says of all at once that they failed. */
function root(error: unknown): { code: string; message: string } {
  if (error instanceof AggregateError && error.errors.length > 0) return root(error.errors[0])
  if (!(error instanceof Error)) return { code: '', message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === '' && error.cause !== undefined) return root(error.cause)
  return { code, message: error.message }
}
