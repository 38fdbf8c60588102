import type { Exchange, HeaderLines, Trail } from '../wire/exchange.ts'

export type DriverName = 'http' | 'browser'

/** A cookie that the visitor's jar holds. */
export interface StoredCookie {
  readonly name: string
  readonly value: string
  readonly domain: string
  readonly hostOnly: boolean
  readonly path: string
  readonly secure: boolean
  readonly httpOnly: boolean
  readonly sameSite: 'strict' | 'lax' | 'none' | 'default'
  /** Epoch milliseconds; absent for a session cookie. */
  readonly expires?: number
}

/** A request as a config or a gatherer states it. At most one of `json`, `form`, `text`. */
export interface RequestSpec {
  readonly method?: string
  /** A path of the target, or an absolute URL. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: unknown
  readonly form?: Readonly<Record<string, string>>
  readonly text?: string
}

/** What a navigation or a fetch ended with: every hop, and the last one. */
export interface Arrival {
  readonly hops: Trail
  readonly last: Exchange
}

/** A form to fill in on the page where the visitor stands. Selectors are CSS. */
export interface FormFill {
  /** Selector to value; the form is the one that holds the first of them. */
  readonly fields: Readonly<Record<string, string>>
  readonly submit?: string
}

/**
 * One user agent with a jar of its own. Everything that it sends and gets stands in its trail.
 * `navigate`, `submit` and `fetch` behave as a browser does: redirects, Origin, Referer, `Sec-Fetch-*`, SameSite, jar.
 * None of them rejects for what a server answers or fails to answer: that is an exchange with a `failure`.
 */
export interface Visitor {
  readonly id: string
  readonly driver: DriverName
  readonly trail: Trail
  /** Types an address or follows a bookmark (`Sec-Fetch-Site: none`). Follows redirects and `meta refresh`. */
  navigate(path: string): Promise<Arrival>
  /**
   * Fills in and submits a form on the current page, with its hidden inputs, action and method.
   * Where the page has no such field, nothing is sent, and the arrival is one `malformed` exchange outside the trail.
   */
  submit(fill: FormFill): Promise<Arrival>
  /** What a script on a page of the target gets from `fetch(path, { credentials: 'include' })`. */
  fetch(request: RequestSpec): Promise<Arrival>
  /** The current document's URL and HTML after the last navigation. */
  page(): Promise<{ readonly url: string; readonly html: string }>
  /** Another tab over the same jar: a visitor with a page, a trail and an id of its own. */
  tab(): Promise<Visitor>
  cookies(): Promise<readonly StoredCookie[]>
  /** Removes every cookie of that name, as a person would in the browser's settings. */
  dropCookie(name: string): Promise<void>
  /** What `document.cookie` shows a script on a page of the target. */
  scriptCookies(): Promise<string>
  close(): Promise<void>
}

/**
 * A client without a jar, for probes with a saved value. It follows nothing.
 * It sends what a script's fetch on a page of the target would (`Origin`, `Sec-Fetch-*`), unless `headers` says otherwise.
 */
export interface Prober {
  readonly trail: Trail
  send(request: RequestSpec, cookies?: Readonly<Record<string, string>>): Promise<Exchange>
}

/** Time as the run lives it; the guide's page puts a clock of its own here. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  sleep(milliseconds: number): Promise<void>
}

/** A way to be a browser. One contract suite (`contract.ts`) holds every driver to this text. */
export interface Driver {
  readonly name: DriverName
  /** Every exchange of all its visitors and their tabs, closed ones included, in order of sending. */
  readonly trail: Trail
  visitor(): Promise<Visitor>
  close(): Promise<void>
}

/** What a driver needs to know. */
export interface DriverOptions {
  readonly origin: string
  readonly headers: HeaderLines
  /** Per request, milliseconds. */
  readonly timeout: number
  readonly clock: Clock
  /** When the run began, epoch milliseconds: exchanges count from there. */
  readonly began: number
}
