import type { StoredCookie } from '../../conformance/src/drivers/port.ts'
import type { Exchange, HeaderLines, SentRequest } from '../../conformance/src/wire/exchange.ts'
import { cookiePairs, headerValue } from '../../conformance/src/wire/headers.ts'
import { readSetCookie } from '../../conformance/src/wire/set-cookie.ts'
import type { VirtualClock } from './clock.ts'
import { belongsTo, heldBack } from './held-back.ts'
import type { Marks } from './marks.ts'
import { reasonOf } from './reasons.ts'
import type { AnswerLine, JarCookie, LabExchange, Lane, Travel } from './recording.ts'

/** What describing needs to know besides the exchange itself. */
export interface Scene {
  readonly appOrigin: string
  readonly marks: Marks
  readonly clock: VirtualClock
}

/** A cookie of the jar; `gone` where its time had run out before the request. */
export type KnownCookie = StoredCookie & { readonly gone?: true }

/** One request of the browser as a lab shows it. */
export function describeExchange(
  exchange: Exchange,
  jar: readonly KnownCookie[],
  calls: readonly LabExchange[],
  scene: Scene,
): LabExchange {
  const { request, response } = exchange
  const to: Lane = new URL(request.url).origin === scene.appOrigin ? 'app' : 'provider'
  const context = contextOf(request)
  return {
    from: 'browser',
    to,
    method: request.method,
    target: scene.marks.redact(describeTarget(request.url)),
    ...(context && { context }),
    travel: travelOf(request, jar, scene),
    ...(request.body && { body: scene.marks.redact(describeBody(request)) }),
    calls,
    status: response?.status ?? 0,
    reason: response ? reasonOf(response.status) : (exchange.failure?.message ?? ''),
    lines: response ? linesOf(response.headers, request.url, scene) : [],
    ...(response?.body && describeAnswer(response.body, response.headers, scene)),
  }
}

/** The jar as a list, scoped cookies last. */
export function describeJar(jar: readonly StoredCookie[], { marks, clock }: Scene): JarCookie[] {
  return jar
    .toSorted((a, b) => a.path.length - b.path.length)
    .map((cookie) => ({
      ...marks.cookie(cookie.name, cookie.value),
      path: cookie.path,
      attributes: [
        cookie.secure && 'Secure',
        cookie.httpOnly && 'HttpOnly',
        cookie.sameSite !== 'default' && `SameSite=${capital(cookie.sameSite)}`,
      ]
        .filter(Boolean)
        .join(' · '),
      until: cookie.expires === undefined ? 'no end' : `until ${clock.reading(cookie.expires)}`,
    }))
}

/** The jar after an answer, as far as a reader of this chain can tell. */
export function afterAnswer(
  jar: readonly KnownCookie[],
  { request, response }: Exchange,
  now: number,
): readonly KnownCookie[] {
  if (!response) return jar
  return response.headers.reduce((held, [name, value]) => {
    if (name.toLowerCase() !== 'set-cookie') return held
    const verdict = readSetCookie(value, { url: request.url, now })
    if (!verdict.stored) return held
    const { cookie } = verdict
    const others = held.filter((each) => each.name !== cookie.name || each.path !== cookie.path)
    return (cookie.expires ?? Infinity) > now ? [...others, cookie] : others
  }, jar)
}

const kept = new Set(['return_to', 'scope', 'response_type', 'code_challenge_method', 'error'])

/** Path with query; what a reader cannot use is left out. */
export function describeTarget(url: string, from?: string): string {
  const { pathname, search } = new URL(url, from)
  const query = search
    .slice(1)
    .split('&')
    .filter(Boolean)
    .map((pair) => (kept.has(pair.split('=')[0]!) ? pair : `${pair.split('=')[0]}=…`))
    .join('&')
  return pathname.replaceAll(sid, 'ses_…') + (query && `?${query}`)
}

/** `Sec-Fetch-Site` and `Sec-Fetch-Mode` in words. */
function contextOf({ headers, method }: SentRequest): string | undefined {
  const site = headerValue(headers, 'sec-fetch-site')
  const mode = headerValue(headers, 'sec-fetch-mode')
  if (!site || !mode) return undefined
  if (mode !== 'navigate') return `${site} fetch`
  if (site === 'none') return 'typed address'
  return method === 'GET' ? `${site} navigation` : `${site} form`
}

function travelOf(request: SentRequest, jar: readonly KnownCookie[], scene: Scene): Travel[] {
  const sent = cookiePairs(headerValue(request.headers, 'cookie') ?? '')
  const travelled = sent.map(([name, value]) => scene.marks.cookie(name, value))
  const home = jar
    .filter((cookie) => belongsTo(cookie, request.url))
    .filter(({ name, value }) => !sent.some((pair) => pair[0] === name && pair[1] === value))
    .map((cookie) => ({
      ...scene.marks.cookie(cookie.name, cookie.value),
      heldBack: cookie.gone
        ? `its Max-Age ended at ${scene.clock.reading(cookie.expires)}`
        : heldBack(cookie, request),
    }))
  return [...travelled, ...home.toSorted((a, b) => a.role.localeCompare(b.role))]
}

const shown = new Set(['Location', 'Set-Cookie', 'WWW-Authenticate', 'Retry-After'])

/** The lines that say what happens to the session; Cache-Control where it guards a credential. */
function linesOf(headers: HeaderLines, url: string, scene: Scene): AnswerLine[] {
  const credential = headers.some(([name]) => name === 'Set-Cookie')
  return headers
    .filter(([name]) => shown.has(name) || (credential && name === 'Cache-Control'))
    .map(([name, value]) => {
      if (name === 'Set-Cookie') return setCookieLine(name, value, url, scene)
      const text = name === 'Location' ? describeLocation(value, url) : value
      return { name, value: scene.marks.redact(text) }
    })
}

/** Elsewhere, the next request shows the query. */
function describeLocation(location: string, url: string): string {
  const target = new URL(location, url)
  if (target.origin === new URL(url).origin) return describeTarget(location, url)
  return `${target.origin}${target.pathname}${target.search && '?…'}`
}

function setCookieLine(name: string, line: string, url: string, scene: Scene): AnswerLine {
  const now = scene.clock.now()
  const at = line.indexOf('=')
  const end = line.indexOf(';') < 0 ? line.length : line.indexOf(';')
  const cookie = scene.marks.cookie(line.slice(0, at), line.slice(at + 1, end))
  const value = `${cookie.name}=${cookie.mark}${line.slice(end)}`
  const verdict = readSetCookie(line, { url, now })
  if (!verdict.stored) {
    return { name, value, cookie: { ...cookie, done: 'refused', because: verdict.rule } }
  }
  const live = (verdict.cookie.expires ?? Infinity) > now
  return { name, value, cookie: { ...cookie, done: live ? 'stored' : 'removed' } }
}

const short = 160

const sid = /\bses_[\w-]+/g

const jwt = /eyJ[\w-]+\.[\w-]+\.[\w-]+/g

/** Fields of a form by name, JSON as it is: values of a form may be secrets. */
function describeBody({ body = '', headers }: SentRequest): string {
  const type = headerValue(headers, 'content-type') ?? ''
  if (type.includes('json')) return cut(body)
  return [...new URLSearchParams(body)]
    .map(([name, value]) => `${name}=${kept.has(name) || name === 'grant_type' ? value : '…'}`)
    .join('&')
}

function describeAnswer(body: string, headers: HeaderLines, { marks }: Scene): { answer?: string } {
  const type = headerValue(headers, 'content-type') ?? ''
  if (type.includes('json'))
    return { answer: cut(marks.redact(body).replaceAll(jwt, '…').replaceAll(sid, 'ses_…')) }
  const onward = /<meta[^>]+url=([^"]+)"/i.exec(body)?.[1]
  if (onward) return { answer: `A page that sends the browser on, from here, to ${onward}` }
  const title = /<title>([^<]*)<\/title>/.exec(body)?.[1]?.trim()
  return title ? { answer: `Page “${title}”` } : {}
}

function cut(text: string): string {
  return text.length > short ? `${text.slice(0, short)}…` : text
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}
