import { fail, notApplicable, pass } from '../checks/verdict.ts'
import type { Verdict } from '../checks/check.ts'
import type { LedgerEvidence, SignInEvidence } from '../evidence/evidence.ts'
import { credentialLines } from './credential-lines.ts'
import { quoteExchange } from './quote.ts'

/** Whether cookies of these names are out of scripts' reach, on the wire and in `document.cookie`. */
export function judgeHttpOnly(
  kind: 'access' | 'refresh',
  signIn: SignInEvidence,
  ledger: LedgerEvidence,
): Verdict {
  const names = signIn.credentials[kind]
  if (names.length === 0) return notApplicable(`The session has no ${kind} cookie.`)
  const lines = credentialLines(ledger, kind)
  const open = lines.filter((line) => !line.httpOnly)
  if (open.length > 0) {
    return fail(
      `${open.length} of the ${lines.length} Set-Cookie lines with the ${kind} credential lack HttpOnly.`,
      open.map((line) => line.quote),
    )
  }
  const visible = names.filter((name) => scriptSees(signIn.scriptCookies, name))
  if (visible.length > 0) {
    const where = signIn.trail.at(-1)
    return fail(
      `document.cookie shows ${visible.join(' and ')} to scripts, whatever the Set-Cookie line says.`,
      where ? [quoteExchange(where)] : [],
    )
  }
  return pass(
    `Each of the ${lines.length} Set-Cookie lines has HttpOnly, and document.cookie does not show it.`,
    lines.slice(0, 1).map((line) => line.quote),
  )
}

function scriptSees(documentCookie: string, name: string): boolean {
  return documentCookie.split(';').some((pair) => pair.trim().split('=')[0] === name)
}
