import type { Defect, RequestHead } from './defect.ts'
import { rewriteHead, seen } from './rewrite-head.ts'

/** Breaks a fetch handler in the way that a defect says. */
export function defectiveFetch(
  defect: Defect,
  handler: (request: Request) => Promise<Response>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const original = headOf(request)
    const head = defect.request?.(original) ?? original
    const response = await handler(head === original ? request : await rewritten(request, head))
    const rewrittenHead = rewriteHead(
      defect,
      { status: response.status, headers: [...response.headers] },
      seen(head),
    )
    const text = await response.text()
    const body = defect.body?.(text, rewrittenHead, seen(head)) ?? text
    const headers = new Headers()
    for (const [name, value] of rewrittenHead.headers) headers.append(name, value)
    const { status } = rewrittenHead
    return new Response(isBodiless(status) ? null : body, { status, headers })
  }
}

function headOf(request: Request): RequestHead {
  const { pathname, search } = new URL(request.url)
  return { method: request.method, url: pathname + search, headers: [...request.headers] }
}

async function rewritten(request: Request, head: RequestHead): Promise<Request> {
  const headers = new Headers()
  for (const [name, value] of head.headers) headers.append(name, value)
  const bodiless = head.method === 'GET' || head.method === 'HEAD'
  const body = bodiless ? null : await request.text()
  return new Request(new URL(head.url, request.url), { method: head.method, headers, body })
}

function isBodiless(status: number): boolean {
  return status === 204 || status === 304
}
