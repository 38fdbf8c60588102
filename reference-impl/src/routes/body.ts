import type { RequestView } from '../session/view.ts'

/** Bytes that a notice of the provider may have: one holds a few hundred. */
export const largestBody = 64 * 1024

/** The body to the character, as a signature wants it; undefined if it is too large. */
export async function textOf(request: Request, view: RequestView): Promise<string | undefined> {
  if (Number(view.header('content-length') ?? 0) > largestBody) return undefined
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = request.body?.getReader()
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
    if (done) break
    length += value.length
    if (length > largestBody) {
      await reader?.cancel()
      return undefined
    }
    chunks.push(value)
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}
