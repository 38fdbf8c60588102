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

/** Status and header lines of a response, in order, before they are sent. */
export interface ResponseHead {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** One way to break the reference implementation: the conformance tests' mutants are made of these. */
export interface Defect {
  /** Rewrites each Set-Cookie line; an array adds or removes lines. */
  setCookie?(line: string, request: SeenRequest): string | readonly string[]
  /** Rewrites status and headers of each response; the body stays. */
  response?(head: ResponseHead, request: SeenRequest): ResponseHead
  policy?(policy: Policy): Policy
  store?(store: SessionStore): SessionStore
  provider?(provider: Provider): Provider
}
