import type { IncomingHttpHeaders } from 'node:http'
import type { RequestView } from '../session/view.ts'

/** What the requests of frameworks on `node:http` have in common: Express's and Fastify's are of this shape. */
export interface NodeRequest {
  readonly method: string
  /** The request line's, wherever a router is mounted. */
  readonly originalUrl: string
  readonly headers: IncomingHttpHeaders
  readonly ip?: string | undefined
}

/** Such a request as the core sees it; it reads, and copies nothing. */
export class NodeView implements RequestView {
  readonly #request: NodeRequest

  constructor(request: NodeRequest) {
    this.#request = request
  }

  get method(): string {
    return this.#request.method
  }

  get url(): string {
    return this.#request.originalUrl
  }

  get ip(): string | undefined {
    return this.#request.ip
  }

  header(name: string): string | undefined {
    const value = this.#request.headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }
}
