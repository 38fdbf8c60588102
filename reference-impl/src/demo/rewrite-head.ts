import type { Defect, RequestHead, ResponseHead, SeenRequest } from './defect.ts'

/** What a defect makes of the head of a response: its Set-Cookie lines first, then the whole. */
export function rewriteHead(
  defect: Defect,
  head: ResponseHead,
  request: SeenRequest,
): ResponseHead {
  const headers = head.headers.flatMap(([name, value]) => {
    if (defect.setCookie === undefined || name.toLowerCase() !== 'set-cookie')
      return [[name, value] as const]
    return [defect.setCookie(value, request)].flat().map((line) => [name, line] as const)
  })
  const rewritten = { ...head, headers }
  return defect.response?.(rewritten, request) ?? rewritten
}

export function seen({ method, url, headers }: RequestHead): SeenRequest {
  return {
    method,
    url,
    header: (name) => headers.find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1],
  }
}
