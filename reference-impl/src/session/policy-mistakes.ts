import type { Policy } from './policy.ts'
import { STRATEGIES } from './strategy.ts'

/** A sentence for each thing in a policy that would not work, or would not be safe. */
export function mistakesIn(policy: Policy): string[] {
  return [
    ...originMistakes(policy),
    ...strategyMistakes(policy),
    ...pathMistakes(policy),
    ...cookieMistakes(policy),
    ...lifetimeMistakes(policy),
  ]
}

function originMistakes({ origin, trustedOrigins }: Policy): string[] {
  const mistakes = [origin, ...trustedOrigins]
    .filter((each) => !URL.canParse(each) || new URL(each).origin !== each)
    .map(
      (each) => `origin: "${each}" must be scheme, host and port alone, like https://app.example.`,
    )
  if (mistakes.length > 0) return mistakes
  const { protocol, hostname } = new URL(origin)
  const loopback = /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)
  if (protocol === 'https:' || loopback) return []
  return [
    `origin: "${origin}" is plain http; browsers keep Secure cookies on https and localhost only.`,
  ]
}

function strategyMistakes({ strategy }: Policy): string[] {
  if (Object.hasOwn(STRATEGIES, strategy)) return []
  return [`strategy: "${strategy}" is none; choose redirect, respond, vault or bearer.`]
}

function pathMistakes({ paths, afterSignIn, afterSignOut }: Policy): string[] {
  const mistakes = Object.entries({ ...paths, afterSignIn, afterSignOut })
    .filter(([, path]) => !/^\/(?![/\\])[^?#;,\s\\]*$/.test(path))
    .map(([name, path]) => `${name}: "${path}" must be a path of this origin, like /auth/${name}.`)
  const others = Object.entries(paths).filter(([name]) => name !== 'refresh')
  for (const [name, path] of others) {
    const sent = path === paths.refresh || path.startsWith(`${paths.refresh.replace(/\/$/, '')}/`)
    if (sent)
      mistakes.push(
        `paths.refresh: "${paths.refresh}" would send the refresh cookie to ${name} too.`,
      )
  }
  return mistakes
}

/** Types hold these rules already; this is for JavaScript, and for options read from a file. */
function cookieMistakes({ cookies, development }: Policy): string[] {
  const mistakes: string[] = []
  const names = Object.values(cookies).map((cookie) => cookie.name)
  if (new Set(names).size < names.length) mistakes.push('cookies: each needs a name of its own.')
  for (const [kind, { name, path, sameSite }] of Object.entries(cookies)) {
    if (!/^[\w-]+$/.test(name))
      mistakes.push(`cookies.${kind}: "${name}" is no cookie name; use letters, digits, _ and -.`)
    if (sameSite !== 'Strict' && sameSite !== 'Lax')
      mistakes.push(
        `cookies.${kind}: SameSite must be 'Strict' or 'Lax', not "${String(sameSite)}".`,
      )
    if (development) continue
    if (!/^__(?:Host|Secure)-./.test(name))
      mistakes.push(
        `cookies.${kind}: "${name}" needs a prefix, __Host- or (for refresh) __Secure-.`,
      )
    if (name.startsWith('__Host-') && path !== '/')
      mistakes.push(
        `cookies.${kind}: "${name}" cannot have Path=${path}; use the prefix __Secure-.`,
      )
  }
  return mistakes
}

function lifetimeMistakes(policy: Policy): string[] {
  const mistakes: string[] = []
  if (policy.idleMs === 0 || policy.absoluteMs === 0)
    mistakes.push('idle, absolute: a session of no length signs nobody in.')
  if (policy.idleMs > policy.absoluteMs)
    mistakes.push('idle: longer than absolute, so that it would never take effect.')
  // RFC 6265bis §5.5: browsers cut Max-Age to 400 days.
  if (policy.absoluteMs > 400 * 86_400_000)
    mistakes.push('absolute: browsers forget cookies after 400 days; choose less.')
  if (policy.replayWindowMs > 60_000)
    mistakes.push('replayWindow: more than 60 s is a second life for a stolen token.')
  if (policy.clockToleranceMs > 60_000)
    mistakes.push('clockTolerance: more than 60 s; set the clock right instead (NTP).')
  if (!(policy.maxSessions >= 1)) mistakes.push('maxSessions: a user needs at least one.')
  return mistakes
}
