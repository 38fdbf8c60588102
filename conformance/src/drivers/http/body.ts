import type { Readable, Transform } from 'node:stream'
import { createBrotliDecompress, createInflate, createUnzip } from 'node:zlib'
import type { HeaderLines } from '../../wire/exchange.ts'
import { headerValue } from '../../wire/headers.ts'

/** What is kept of a decoded body; a longer one is cut and the connection dropped. */
export const MAX_BODY_OCTETS = 2 * 1024 * 1024

/** Reads a body, decodes its content coding, and stops at the cap: neither a flood nor a bomb gets further. */
export async function readBody(
  body: Readable,
  headers: HeaderLines,
): Promise<{ text: string; truncated: boolean }> {
  const decoder = decoderOf(headerValue(headers, 'content-encoding'))
  const source = decoder ? pipeThrough(body, decoder) : body
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      size += chunk.length
      if (size > MAX_BODY_OCTETS) break
    }
  } finally {
    body.destroy()
  }
  const truncated = size > MAX_BODY_OCTETS
  const whole = Buffer.concat(chunks)
  return { text: whole.subarray(0, MAX_BODY_OCTETS).toString('utf8'), truncated }
}

function pipeThrough(body: Readable, decoder: Transform): Transform {
  body.on('error', (error) => decoder.destroy(error))
  return body.pipe(decoder)
}

function decoderOf(coding: string | undefined): Transform | undefined {
  switch (coding?.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createUnzip()
    case 'deflate':
      return createInflate()
    case 'br':
      return createBrotliDecompress()
    default:
      return undefined
  }
}
