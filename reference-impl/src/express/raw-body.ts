import type { Request } from 'express'
import { largestBody } from '../routes/body.ts'

/** Bytes that a parser was asked to keep: `express.json({ verify: (req, _res, bytes) => (req.rawBody = bytes) })`. */
interface Kept {
  readonly rawBody?: unknown
}

/**
 * The body as it came; undefined if a parser has consumed it and left no bytes.
 * Of one that is too large it holds a byte too many, and lets the rest go by, so that there can be an answer.
 */
export async function rawBody(
  request: Request & Kept,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { rawBody: kept, body } = request
  for (const bytes of [kept, body as unknown])
    if (bytes instanceof Uint8Array) return new Uint8Array(bytes.subarray(0, largestBody + 1))
  if (request.readableDidRead) return undefined
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array<ArrayBuffer>>()
  const chunks: Buffer[] = []
  let length = 0
  request.on('data', (chunk: Buffer) => {
    if (length > largestBody) return
    chunks.push(chunk)
    length += chunk.length
    if (length > largestBody) resolve(new Uint8Array(Buffer.concat(chunks)))
  })
  request.once('end', () => resolve(new Uint8Array(Buffer.concat(chunks))))
  request.once('error', reject)
  return promise
}
