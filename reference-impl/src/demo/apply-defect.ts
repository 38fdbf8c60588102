import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Defect, RequestHead, ResponseHead, SeenRequest } from './defect.ts'
import { rewriteHead, seen } from './rewrite-head.ts'

/** Breaks a Node server in the way that a defect says: around it, so that the application stays as it is. */
export function applyDefect(defect: Defect, listener: RequestListener): RequestListener {
  return (request, response) => {
    const head = rewriteRequest(defect, request)
    breakResponse(defect, response, seen(head))
    listener(request, response)
  }
}

function rewriteRequest(defect: Defect, request: IncomingMessage): RequestHead {
  const head: RequestHead = {
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    headers: Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  }
  const rewritten = defect.request?.(head)
  if (rewritten === undefined) return head
  request.method = rewritten.method
  request.url = rewritten.url
  request.headers = Object.fromEntries(
    rewritten.headers.map(([name, value]) => [name.toLowerCase(), value]),
  )
  return rewritten
}

function breakResponse(defect: Defect, response: ServerResponse, request: SeenRequest): void {
  const writeHead = response.writeHead.bind(response)
  // Node calls this for every response, at the latest with its first byte.
  response.writeHead = (status: number) => {
    const head = rewriteHead(defect, { status, headers: linesOf(response) }, request)
    replaceHeaders(response, head)
    return writeHead(head.status)
  }
  if (defect.body === undefined) return

  const rewriteBody = defect.body.bind(defect)
  const end = response.end.bind(response) as (text: string) => ServerResponse
  response.end = ((chunk?: unknown) => {
    const text = typeof chunk === 'string' || Buffer.isBuffer(chunk) ? chunk.toString() : ''
    const head = { status: response.statusCode, headers: linesOf(response) }
    const body = rewriteBody(text, head, request)
    if (response.hasHeader('content-length'))
      response.setHeader('content-length', Buffer.byteLength(body))
    return end(body)
  }) as typeof response.end
}

/** With the letter case that they were set in, which the types do not know of on a response. */
function linesOf(response: ServerResponse): ResponseHead['headers'] {
  const names = (response as unknown as { getRawHeaderNames(): string[] }).getRawHeaderNames()
  return names.flatMap((name) =>
    [response.getHeader(name) ?? []].flat().map((value) => [name, String(value)] as const),
  )
}

function replaceHeaders(response: ServerResponse, { headers }: ResponseHead): void {
  for (const name of response.getHeaderNames()) response.removeHeader(name)
  for (const [name, value] of headers) response.appendHeader(name, value)
}
