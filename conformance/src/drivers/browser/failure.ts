import type { Failure, FailureKind } from '../../wire/exchange.ts'

const KINDS: readonly (readonly [RegExp, FailureKind])[] = [
  [/CONNECTION_REFUSED|ADDRESS_UNREACHABLE|INTERNET_DISCONNECTED|ADDRESS_INVALID/, 'refused'],
  [
    /CONNECTION_RESET|CONNECTION_CLOSED|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED|CONTENT_LENGTH/,
    'reset',
  ],
  [/CONNECTION_ABORTED|INCOMPLETE_CHUNKED/, 'reset'],
  [/NAME_NOT_RESOLVED|NAME_RESOLUTION_FAILED/, 'dns'],
  [/TIMED_OUT/, 'timeout'],
  [/CERT_|SSL_/, 'tls'],
  [/TOO_MANY_REDIRECTS/, 'redirect-loop'],
  [
    /INVALID_|RESPONSE_HEADERS|CONTENT_DECODING|UNSAFE_REDIRECT|UNKNOWN_URL_SCHEME|HTTP2_/,
    'malformed',
  ],
]

/** Names what kept a browser's request from its response, from Chromium's error text. */
export function browserFailure(errorText: string): Failure {
  const kind = KINDS.find(([pattern]) => pattern.test(errorText))?.[1] ?? 'aborted'
  return { kind, message: errorText === '' ? 'the browser gave the request up' : errorText }
}
