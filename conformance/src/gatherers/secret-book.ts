import type { Config } from '../config/config.ts'
import type { Credentials } from '../evidence/evidence.ts'
import type { Secrets } from '../run/gatherer-port.ts'
import type { Exchange, Trail } from '../wire/exchange.ts'
import { cookiePairs, headerValues, setCookieLines } from '../wire/headers.ts'
import { splitSetCookie } from '../wire/set-cookie.ts'

/** Shorter values are flags and languages; taking them for secrets would blot out ordinary words. */
const SHORTEST = 6

/** Parameters of OAuth, OpenID Connect and SAML, and what people call theirs, that are worth stealing. */
const PARAMETER =
  /[?&#](code|state|nonce|token|access_token|refresh_token|id_token|id_token_hint|code_verifier|code_challenge|assertion|SAMLResponse|ticket|session|sid)=([^&#\s"'<>]+)/gi

const JWT = /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g

/** Every value of a run that must not be shown, found in its whole trail, and in the config. */
export function secretsOf(config: Config, credentials: Credentials, trail: Trail): Secrets {
  const secrets = new Map<string, string>()
  const learn = (value: string, label: string): void => {
    for (const form of new Set([value, decoded(value)])) {
      if (form.length >= SHORTEST && !secrets.has(form)) secrets.set(form, label)
    }
  }
  for (const { password } of config.accounts) if (password !== '') secrets.set(password, 'password')
  for (const exchange of trail) {
    for (const [name, value] of cookiesIn(exchange)) learn(value, labelOf(name, credentials))
    const authorization = headerValues(exchange.request.headers, 'authorization')
    for (const value of authorization) learn(value.replace(/^\S+\s+/, ''), 'authorization')
    for (const text of texts(exchange)) {
      for (const [, name = '', value = ''] of text.matchAll(PARAMETER)) learn(value, kebab(name))
      for (const [token] of text.matchAll(JWT)) learn(token, 'token')
    }
  }
  return secrets
}

/** Every value that cookies of these names had, set or sent. */
export function valuesOf(trail: Trail, names: readonly string[]): readonly string[] {
  const found = trail
    .flatMap(cookiesIn)
    .filter(([name, value]) => names.includes(name) && value.length >= SHORTEST)
    .map(([, value]) => value)
  return [...new Set(found.flatMap((value) => [value, decoded(value)]))]
}

function cookiesIn({ request, response }: Exchange): readonly (readonly [string, string])[] {
  const set = setCookieLines(response?.headers ?? []).flatMap((line) => splitSetCookie(line) ?? [])
  return [
    ...set.map(({ name, value }) => [name, value] as const),
    ...headerValues(request.headers, 'cookie').flatMap(cookiePairs),
  ]
}

function texts({ request, response }: Exchange): readonly string[] {
  return [
    request.url,
    request.body === undefined ? '' : `?${request.body}`,
    ...request.headers.map(([, value]) => value),
    ...(response?.headers ?? []).map(([, value]) => value),
    response?.body ?? '',
  ]
}

function labelOf(name: string, { access, refresh }: Credentials): string {
  if (access.includes(name)) return 'access'
  return refresh.includes(name) ? 'refresh' : 'cookie'
}

function kebab(name: string): string {
  return name.toLowerCase().replaceAll('_', '-')
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
