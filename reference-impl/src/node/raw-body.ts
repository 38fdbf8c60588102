import type { Readable } from 'node:stream'
import { largestBody } from '../routes/body.ts'

/** A body on its way, or what a parser left of it. */
export interface BodySource extends Readable {
  /** Bytes that a parser was asked to keep: `express.json({ verify: (req, _res, bytes) => (req.rawBody = bytes) })`. */
  readonly rawBody?: unknown
  /** Bytes if the parser was `express.raw()`. */
  readonly body?: unknown
}

/**
 * The body as it came; undefined if a parser has consumed it and left no bytes.
 * Of one that is too large it holds a byte too many, and lets the rest go by, so that there can be an answer.
 */
export async function rawBody(source: BodySource): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { rawBody: kept, body } = source
  for (const bytes of [kept, body])
    if (bytes instanceof Uint8Array) return new Uint8Array(bytes.subarray(0, largestBody + 1))
  if (source.readableDidRead) return undefined
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array<ArrayBuffer>>()
  const chunks: Buffer[] = []
  let length = 0
  source.on('data', (chunk: Buffer) => {
    if (length > largestBody) return
    chunks.push(chunk)
    length += chunk.length
    if (length > largestBody) resolve(new Uint8Array(Buffer.concat(chunks)))
  })
  source.once('end', () => resolve(new Uint8Array(Buffer.concat(chunks))))
  source.once('error', reject)
  return promise
}
