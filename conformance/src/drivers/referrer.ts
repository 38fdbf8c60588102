/** The policies of Referrer Policy §3 that change what is sent. */
const POLICIES = [
  'no-referrer',
  'no-referrer-when-downgrade',
  'same-origin',
  'origin',
  'strict-origin',
  'origin-when-cross-origin',
  'strict-origin-when-cross-origin',
  'unsafe-url',
] as const

export type ReferrerPolicy = (typeof POLICIES)[number]

/** The last policy of a Referrer-Policy header that is known; the browsers' default otherwise. */
export function readReferrerPolicy(header: string | undefined): ReferrerPolicy {
  const known = (header ?? '')
    .split(',')
    .map((token) => POLICIES.find((policy) => policy === token.trim().toLowerCase()))
    .filter((policy) => policy !== undefined)
  return known.at(-1) ?? 'strict-origin-when-cross-origin'
}

/** The Referer of a request from that document to this URL (Referrer Policy §8.3); absent where none is sent. */
export function refererFor(policy: ReferrerPolicy, from: string, to: string): string | undefined {
  const [source, target] = [new URL(from), new URL(to)]
  const sameOrigin = source.origin === target.origin
  const downgrade = source.protocol === 'https:' && target.protocol === 'http:'
  const origin = `${source.origin}/`
  const full = origin + source.pathname.slice(1) + source.search
  switch (policy) {
    case 'no-referrer':
      return undefined
    case 'unsafe-url':
      return full
    case 'origin':
      return origin
    case 'no-referrer-when-downgrade':
      return downgrade ? undefined : full
    case 'same-origin':
      return sameOrigin ? full : undefined
    case 'strict-origin':
      return downgrade ? undefined : origin
    case 'origin-when-cross-origin':
      return sameOrigin ? full : origin
    case 'strict-origin-when-cross-origin':
      if (sameOrigin) return full
      return downgrade ? undefined : origin
  }
}

/** The Origin of a form's POST: some policies hide it, and the server then sees `null` (Fetch §3.2, "append a request Origin header"). */
export function originFor(policy: ReferrerPolicy, from: string, to: string): string {
  const [source, target] = [new URL(from), new URL(to)]
  const downgrade = source.protocol === 'https:' && target.protocol !== 'https:'
  if (policy === 'no-referrer') return 'null'
  if (policy === 'same-origin' && source.origin !== target.origin) return 'null'
  const strict = ['no-referrer-when-downgrade', 'strict-origin', 'strict-origin-when-cross-origin']
  return strict.includes(policy) && downgrade ? 'null' : source.origin
}
