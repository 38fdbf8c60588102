import type { Response } from 'express'

interface Sendable {
  readonly status: number
  readonly headers: Iterable<readonly [name: string, value: string]>
  readonly body: string
}

/** Sends an answer: its headers replace the app's, but for those of which there may be several. */
export function send(response: Response, { status, headers, body }: Sendable): void {
  response.status(status)
  for (const [name, value] of headers) {
    if (name.toLowerCase() === 'set-cookie') response.append(name, value)
    else if (name.toLowerCase() === 'vary') response.vary(value)
    else response.setHeader(name, value)
  }
  response.end(body)
}
