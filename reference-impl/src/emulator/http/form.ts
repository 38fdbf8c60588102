/** Parameters of a request, each at most once. */
export type Parameters = ReadonlyMap<string, string>

/** Parameters that came more than once are refused (RFC 6749 §3.1, §3.2), and so is undefined the answer. */
export function singleParameters(search: URLSearchParams): Parameters | undefined {
  const parameters = new Map(search)
  return parameters.size === search.size ? parameters : undefined
}

/** Parameters of a form body; undefined if the body is no form, or repeats a parameter. */
export async function formParameters(request: Request): Promise<Parameters | undefined> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded') return undefined
  return singleParameters(new URLSearchParams(await request.text()))
}
