import type { AccessClaims } from '../provider/port.ts'
import type { MaybePromise } from '../store/port.ts'
import type { Context, OpenedAccess } from './context.ts'
import type { Policy } from './policy.ts'
import { openAccess, sealedAccess } from './session-cookies.ts'
import type { RequestView } from './view.ts'

/** What a request shows of its session: the access cookie, or with `bearer` the token of its header. */
export function credentialOf(policy: Policy, view: RequestView): string | undefined {
  return policy.strategy === 'bearer' ? bearerToken(view) : sealedAccess(policy, view)
}

/**
 * Opens what `credentialOf` found. Undefined if it is not ours.
 * A bearer token is nobody's word on anything before it is verified, which is why that rejects where it expired.
 */
export function openCredential(
  context: Context,
  credential: string,
): MaybePromise<OpenedAccess | undefined> {
  if (context.policy.strategy !== 'bearer') return openAccess(context, credential)
  const known = context.opened.get(credential)
  if (known !== undefined) return known
  return context.provider.verifyAccessToken(credential).then((claims: AccessClaims) => {
    const opened: OpenedAccess = { sid: claims.sid, accessToken: credential, claims }
    context.opened.set(credential, opened)
    return opened
  })
}

/** RFC 6750 §2.1; the scheme's name is case-insensitive (RFC 9110 §11.1). */
function bearerToken(view: RequestView): string | undefined {
  return /^bearer +(\S+)$/i.exec(view.header('authorization')?.trim() ?? '')?.[1]
}
