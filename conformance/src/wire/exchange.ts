/** Header lines in the order, case and number in which they came: `[name, value]`. */
export type HeaderLines = readonly (readonly [name: string, value: string])[]

/** What went out. `cookie` stands among the headers, as the client sent it. */
export interface SentRequest {
  readonly method: string
  /** Absolute. */
  readonly url: string
  readonly headers: HeaderLines
  readonly body?: string
}

export interface SeenResponse {
  readonly status: number
  readonly headers: HeaderLines
  /** Decoded as UTF-8 and capped; `truncated` says that there was more. */
  readonly body: string
  readonly truncated?: true
}

/** Why there was no response; `cors`: there was one, but no script of the page may read it. */
export type FailureKind =
  | 'refused'
  | 'reset'
  | 'timeout'
  | 'dns'
  | 'tls'
  | 'malformed'
  | 'redirect-loop'
  | 'cors'
  | 'aborted'

export interface Failure {
  readonly kind: FailureKind
  readonly message: string
}

/** One request and its response, or the failure in its place. Redacted before any check sees it. */
export interface Exchange {
  /** Unique in a run: `h3.7` is the seventh exchange of the http driver's third visitor. */
  readonly id: string
  /** Milliseconds since the run began. */
  readonly at: number
  readonly durationMs: number
  /** `document` for a top-level navigation, `fetch` for a script's request, `raw` for a bare client, else the browser's resource type. */
  readonly kind: 'document' | 'fetch' | 'raw' | 'subresource'
  readonly request: SentRequest
  readonly response?: SeenResponse
  readonly failure?: Failure
  /** Set where this exchange follows a redirect: the id of the one that redirected. */
  readonly redirectOf?: string
}

/** The exchanges of one visit, in order. */
export type Trail = readonly Exchange[]
