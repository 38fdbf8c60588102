/** An error as problem details (RFC 9457). */
export function problem(status: number, detail: string): Response {
  return Response.json(
    { title: 'The emulator cannot do this', status, detail },
    { status, headers: { 'content-type': 'application/problem+json' } },
  )
}
