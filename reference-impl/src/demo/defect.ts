import type { Policy } from '../session/policy.ts'
import type { Provider } from '../provider/port.ts'
import type { SessionStore } from '../store/port.ts'

/** Request line and headers as a defect may see them. */
export interface SeenRequest {
  readonly method: string
  /** Path with query. */
  readonly url: string
  header(name: string): string | undefined
}

/** Request line and header lines, before the application sees them. */
export interface RequestHead {
  readonly method: string
  /** Path with query. */
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** Status and header lines of a response, in order, before they are sent. */
export interface ResponseHead {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** One way to break the reference implementation: the conformance tests' mutants are made of these. */
export interface Defect {
  /** Rewrites request line and headers: what the application is not shown, it cannot check. */
  request?(head: RequestHead): RequestHead
  /** Rewrites each Set-Cookie line; an array adds or removes lines. */
  setCookie?(line: string, request: SeenRequest): string | readonly string[]
  /** Rewrites status and headers of each response; the body stays. */
  response?(head: ResponseHead, request: SeenRequest): ResponseHead
  /** Rewrites the body of each response. */
  body?(text: string, head: ResponseHead, request: SeenRequest): string
  policy?(policy: Policy): Policy
  store?(store: SessionStore): SessionStore
  provider?(provider: Provider): Provider
}
