import type { SeenResponse } from '../wire/exchange.ts'
import { headerValue, headerValues, mediaType } from '../wire/headers.ts'
import type { Body } from './request-body.ts'

/** Redirects that a browser follows before it gives up (Fetch §4.4). */
export const MAX_REDIRECTS = 20

/** A method and what goes with it. */
export interface Ask {
  readonly method: string
  readonly url: string
  readonly body?: Body
}

/** Where a redirect goes; `malformed` where a browser would refuse to. */
export type Redirect = { readonly url: string } | 'malformed'

/** Where a response redirects to; absent where it is no redirect. */
export function redirectTarget(response: SeenResponse, url: string): Redirect | undefined {
  if (![301, 302, 303, 307, 308].includes(response.status)) return undefined
  const locations = [...new Set(headerValues(response.headers, 'location'))]
  if (locations.length === 0) return undefined
  const [location = ''] = locations
  if (locations.length > 1 || !URL.canParse(location, url)) return 'malformed'
  const target = new URL(location, url)
  if (target.protocol !== 'http:' && target.protocol !== 'https:') return 'malformed'
  // A fragment survives a redirect that names none (RFC 9110 §10.2.2).
  if (target.hash === '') target.hash = new URL(url).hash
  return { url: target.href }
}

/** What is asked after a redirect of that status: 301 and 302 turn POST into GET, 303 all but GET and HEAD (Fetch §4.4). */
export function afterRedirect(ask: Ask, status: number, url: string): Ask {
  const toGet =
    ((status === 301 || status === 302) && ask.method === 'POST') ||
    (status === 303 && ask.method !== 'GET' && ask.method !== 'HEAD')
  if (toGet) return { method: 'GET', url }
  return { ...ask, url }
}

/** Where a document sends its reader by itself, with the seconds that it waits. */
export interface Refresh {
  readonly seconds: number
  readonly url: string
}

const META = /<meta\b[^>]*>/gi
const REFRESH_FIELD = /^\s*(\d+)(?:\.\d*)?\s*(?:[;,]\s*(?:url\s*=\s*)?(.*))?$/is

/** The `Refresh` header or `meta refresh` of a document (HTML §4.2.5.3). */
export function refreshOf(response: SeenResponse, url: string): Refresh | undefined {
  const header = headerValue(response.headers, 'refresh')
  const field =
    header ?? (mediaType(response.headers) === 'text/html' ? metaRefresh(response.body) : undefined)
  const parts = REFRESH_FIELD.exec(field ?? '')
  if (!parts) return undefined
  const target = (parts[2] ?? '').trim().replace(/^(["'])(.*?)\1.*$/s, '$2')
  if (!URL.canParse(target, url)) return undefined
  const resolved = new URL(target, url)
  if (resolved.protocol !== 'http:' && resolved.protocol !== 'https:') return undefined
  return { seconds: Number(parts[1]), url: resolved.href }
}

function metaRefresh(html: string): string | undefined {
  // What stands in a comment, a script or a noscript of a browser with scripts is not markup.
  const markup = html.replaceAll(
    /<!--[\s\S]*?-->|<(script|noscript|template)\b[\s\S]*?<\/\1\s*>/gi,
    '',
  )
  const tag = markup
    .match(META)
    ?.find((meta) => attribute(meta, 'http-equiv')?.toLowerCase() === 'refresh')
  return tag === undefined ? undefined : attribute(tag, 'content')
}

function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(tag)
  const value = found?.[1] ?? found?.[2] ?? found?.[3]
  return value?.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'")
}
