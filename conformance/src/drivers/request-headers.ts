import type { HeaderLines } from '../wire/exchange.ts'
import { isSecureUrl } from '../wire/site.ts'
import { originFor, refererFor, type ReferrerPolicy } from './referrer.ts'
import { farthest, relate } from './same-site.ts'
import { USER_AGENT } from './user-agent.ts'

/** The document that a request comes from. */
export interface Initiator {
  readonly url: string
  readonly policy: ReferrerPolicy
}

/** Everything beside the cookies that decides a request's headers. */
export interface HeaderContext {
  readonly method: string
  /** Every URL of the request so far, redirects included; the last is the one that is asked now. */
  readonly chain: readonly string[]
  readonly mode: 'navigate' | 'fetch'
  /** Absent where the person typed the address. */
  readonly initiator?: Initiator
  /** Whether a person's click or key press started it. */
  readonly activated: boolean
  readonly contentType?: string
}

const DOCUMENT_TYPES =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8'

/** Headers as Chromium sends them with its cache turned off, without Cookie. */
export function browserHeaders(context: HeaderContext): HeaderLines {
  const url = context.chain.at(-1) ?? ''
  const { initiator, mode } = context
  const referer = initiator && refererFor(initiator.policy, initiator.url, url)
  const origin = originHeader(context, url)
  const lines: (readonly [string, string] | undefined)[] = [
    ['Pragma', 'no-cache'],
    ['Cache-Control', 'no-cache'],
    origin === undefined ? undefined : ['Origin', origin],
    context.contentType === undefined ? undefined : ['Content-Type', context.contentType],
    mode === 'navigate' ? ['Upgrade-Insecure-Requests', '1'] : undefined,
    ['User-Agent', USER_AGENT],
    ['Accept', mode === 'navigate' ? DOCUMENT_TYPES : '*/*'],
    ...fetchMetadata(context, url),
    referer === undefined ? undefined : ['Referer', referer],
    ['Accept-Encoding', 'gzip, deflate, br'],
    ['Accept-Language', 'en-US,en;q=0.9'],
  ]
  return lines.filter((line) => line !== undefined)
}

/** Origin goes with every method that may change something, and with cross-origin fetches (Fetch §3.2). */
function originHeader(context: HeaderContext, url: string): string | undefined {
  const { initiator, method, mode, chain } = context
  if (!initiator) return undefined
  const safe = method === 'GET' || method === 'HEAD'
  if (mode === 'navigate') {
    if (safe) return undefined
    return tainted(initiator.url, chain) ? 'null' : originFor(initiator.policy, initiator.url, url)
  }
  const crossed = chain.some((hop) => new URL(hop).origin !== new URL(initiator.url).origin)
  if (safe && !crossed) return undefined
  if (tainted(initiator.url, chain)) return 'null'
  return crossed ? new URL(initiator.url).origin : originFor(initiator.policy, initiator.url, url)
}

/** A redirect from a foreign origin to yet another taints the request: it may speak for nobody (Fetch §4.4 step 11). */
function tainted(initiator: string, chain: readonly string[]): boolean {
  const home = new URL(initiator).origin
  const origins = chain.map((url) => new URL(url).origin)
  return origins.some(
    (origin, hop) => hop > 0 && origins[hop - 1] !== home && origins[hop - 1] !== origin,
  )
}

/** `Sec-Fetch-*` goes to trustworthy URLs alone (Fetch Metadata §2). */
function fetchMetadata(context: HeaderContext, url: string): HeaderLines {
  if (!isSecureUrl(url)) return []
  const site = farthest(context.chain.map((hop) => relate(context.initiator?.url, hop)))
  const navigation = context.mode === 'navigate'
  return [
    ['Sec-Fetch-Site', site],
    ['Sec-Fetch-Mode', navigation ? 'navigate' : 'cors'],
    ...(navigation && context.activated ? ([['Sec-Fetch-User', '?1']] as const) : []),
    ['Sec-Fetch-Dest', navigation ? 'document' : 'empty'],
  ]
}
