import type { Response } from 'express'
import type { Answer } from '../routes/answer.ts'

/** Sends an answer: its headers replace the app's, but for those of which there may be several. */
export function send(response: Response, { status, headers, body }: Answer): void {
  response.status(status)
  for (const [name, value] of headers) {
    if (name.toLowerCase() === 'set-cookie') response.append(name, value)
    else if (name.toLowerCase() === 'vary') response.vary(value)
    else response.setHeader(name, value)
  }
  response.end(body)
}
