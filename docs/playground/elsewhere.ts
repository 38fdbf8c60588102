/** What a page of another site aims at the application. */
export interface Aim {
  /** Origin of that page. */
  readonly origin: string
  /** Path of the application. */
  readonly path: string
  /** A form; one with `get` and no fields is sent as a link is followed. */
  readonly method: 'post' | 'get'
}

/** Address of the page that holds what was aimed. */
export function aimedFrom({ origin, path, method }: Aim, appOrigin: string): string {
  return `${origin}/?${new URLSearchParams({ action: appOrigin + path, method })}`
}

/** Every site that is neither the application nor its provider: a page with one form, as its address says. */
export async function elsewhere({ url }: Request): Promise<Response> {
  const query = new URL(url).searchParams
  const field = query.get('method') === 'post' ? '<input type="hidden" name="text" value="x">' : ''
  const page = `<!doctype html><html lang="en"><title>A prize</title>
<form method="${query.get('method')}" action="${query.get('action')}">${field}<button id="go">Take it</button></form></html>`
  return new Response(page, { headers: { 'Content-Type': 'text/html; charset=utf-8' } })
}
