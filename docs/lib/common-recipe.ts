import type { NextFunction, Request, Response } from 'express'

/** What the recipe's readers expect a provider to return: `expiresIn` from a refresh, too. */
export interface DocumentedTokens {
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresIn: number
}

export interface RecipeProvider {
  validateAccessToken(accessToken: string): Promise<boolean>
  refreshAccessToken(refreshToken: string): Promise<DocumentedTokens>
}

// #region write
export function writeCookies(res: Response, tokens: DocumentedTokens): void {
  res.cookie('accessToken', tokens.accessToken, {
    maxAge: (tokens.expiresIn - 60) * 1000, // a buffer of a minute
    httpOnly: true,
    secure: true,
    sameSite: 'strict',
    path: '/api',
  })
  res.cookie('refreshToken', tokens.refreshToken, {
    httpOnly: true,
    secure: true,
    sameSite: 'strict',
    path: '/auth/refresh', // sent nowhere else
  })
}
// #endregion

/** The middleware as guides have it; it runs on `/api`. Values are not encrypted here, for that changes nothing. */
export function verifySession(provider: RecipeProvider) {
  // #region verify
  return async (req: Request, res: Response, next: NextFunction) => {
    const { accessToken, refreshToken } = cookiesOf(req)
    if (!accessToken) return res.status(401).json({ error: 'Authentication required' })
    try {
      if (await provider.validateAccessToken(accessToken)) return next()
      if (!refreshToken) return res.status(401).json({ error: 'Session expired' })
      const tokens = await provider.refreshAccessToken(refreshToken)
      writeCookies(res, tokens)
      return next()
    } catch {
      return res.status(401).json({ error: 'Authentication failed' })
    }
  }
  // #endregion
}

function cookiesOf(req: Request): Record<string, string | undefined> {
  const pairs = (req.headers.cookie ?? '').split('; ').map((pair) => pair.split('='))
  return Object.fromEntries(pairs)
}
