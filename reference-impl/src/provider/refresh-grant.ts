import type { Tokens } from './port.ts'
import {
  judgeRefusal,
  requestTokens,
  tokensIn,
  unavailable,
  type TokenEndpoint,
} from './token-endpoint.ts'
import { verifyIdToken, type TokenExpectations } from './token-validation.ts'

// #region refresh-grant
/** The refresh grant (RFC 6749 §6). A provider that does not rotate sends no successor: the token stays. */
export async function refreshGrant(
  endpoint: TokenEndpoint,
  expected: TokenExpectations,
  refreshToken: string,
): Promise<Tokens> {
  const answer = await requestTokens(endpoint, {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
  })
  if (answer.status !== 200) throw judgeRefusal(answer, 'refresh_refused')
  const { accessToken, refreshToken: successor = refreshToken, idToken } = tokensIn(answer.body)
  if (accessToken === undefined) throw unavailable('sent no access token')
  const verified = idToken !== undefined && (await isGood(idToken, expected))
  return { accessToken, refreshToken: successor, ...(verified && { idToken }) }
}
// #endregion

/** The refresh token is spent by now, so an ID token that is not good is left out, and the rest is kept. */
function isGood(idToken: string, expected: TokenExpectations): Promise<boolean> {
  return verifyIdToken(idToken, expected).then(
    () => true,
    () => false,
  )
}
