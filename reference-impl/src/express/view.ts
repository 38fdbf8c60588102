import type { Request } from 'express'
import type { RequestView } from '../session/view.ts'

/** An Express request as the core sees it; it reads, and copies nothing. */
export class ExpressView implements RequestView {
  readonly #request: Request

  constructor(request: Request) {
    this.#request = request
  }

  get method(): string {
    return this.#request.method
  }

  /** The request line's, wherever the router is mounted. */
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
