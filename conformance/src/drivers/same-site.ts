import { getPublicSuffix } from 'tough-cookie'
import { isIpAddress } from '../wire/site.ts'

/** How a request's URL stands to the document that asked for it, in the words of `Sec-Fetch-Site`. */
export type SiteRelation = 'none' | 'same-origin' | 'same-site' | 'cross-site'

/** Whether cookies may not be set for a domain as a whole: `com`, `co.uk`, `localhost`. */
export function isPublicSuffix(domain: string): boolean {
  if (isIpAddress(domain)) return false
  return !domain.includes('.') || registrableDomain(domain) === undefined
}

/** Compares two URLs: scheme and registrable domain make a site (6265bis §5.2), the port does not. */
export function relate(initiator: string | undefined, url: string): SiteRelation {
  if (initiator === undefined) return 'none'
  const [from, to] = [new URL(initiator), new URL(url)]
  if (from.origin === to.origin) return 'same-origin'
  return from.protocol === to.protocol && siteOf(from.hostname) === siteOf(to.hostname)
    ? 'same-site'
    : 'cross-site'
}

/** The relation farthest from home among several; what `Sec-Fetch-Site` says after redirects (Fetch Metadata §2.3). */
export function farthest(relations: readonly SiteRelation[]): SiteRelation {
  const order: readonly SiteRelation[] = ['none', 'cross-site', 'same-site', 'same-origin']
  return order.find((relation) => relations.includes(relation)) ?? 'none'
}

function siteOf(host: string): string {
  return isIpAddress(host) ? host : (registrableDomain(host) ?? host)
}

function registrableDomain(host: string): string | undefined {
  return getPublicSuffix(host, { allowSpecialUseDomain: true, ignoreError: true })
}
