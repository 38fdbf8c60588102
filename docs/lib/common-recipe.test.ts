import type { AddressInfo } from 'node:net'
import express from 'express'
import { expect, it, onTestFinished } from 'vitest'
import {
  verifySession,
  writeCookies,
  type DocumentedTokens,
  type RecipeProvider,
} from './common-recipe.ts'

/** Five minutes, as access tokens commonly live. */
const lifetime = 300

/** A provider whose refresh tokens work once, and whose SDK returns two fields from a refresh. */
function strictProvider(returnsExpiry: boolean) {
  const live = new Set(['refresh-0'])
  const state = { refreshes: 0, validAccess: new Set<string>() }
  const provider: RecipeProvider = {
    validateAccessToken: async (token) => state.validAccess.has(token),
    refreshAccessToken: async (token) => {
      if (!live.delete(token)) throw new Error('invalid_grant')
      state.refreshes++
      const accessToken = `access-${state.refreshes}`
      const refreshToken = `refresh-${state.refreshes}`
      state.validAccess.add(accessToken)
      live.add(refreshToken)
      const tokens = { accessToken, refreshToken }
      return (returnsExpiry ? { ...tokens, expiresIn: lifetime } : tokens) as DocumentedTokens
    },
  }
  return { provider, state }
}

async function serve(returnsExpiry = false) {
  const { provider, state } = strictProvider(returnsExpiry)
  const app = express()
  app.get('/sign-in', (_, res) => {
    writeCookies(res, { accessToken: 'access-0', refreshToken: 'refresh-0', expiresIn: lifetime })
    res.end()
  })
  app.get('/api/me', verifySession(provider), (_, res) => void res.json({ user: 'ada' }))
  const server = app.listen(0)
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => void server.close())
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  const api = (cookie: string) => fetch(`${origin}/api/me`, { headers: { cookie } })
  return { state, api, origin }
}

it('lets the access cookie vanish a minute before its token expires, and then refuses', async () => {
  const { origin, api, state } = await serve()
  const [access] = (await fetch(`${origin}/sign-in`)).headers.getSetCookie()
  expect(access).toContain('Max-Age=240')
  expect((await api('')).status).toBe(401)
  expect(state.refreshes).toBe(0)
})

it('never sees the refresh cookie on /api', async () => {
  const { origin, api, state } = await serve()
  const [, refresh] = (await fetch(`${origin}/sign-in`)).headers.getSetCookie()
  expect(refresh).toContain('Path=/auth/refresh')
  expect((await api('accessToken=access-0')).status).toBe(401)
  expect(state.refreshes).toBe(0)
})

it('spends the refresh token before it throws on the missing expiry', async () => {
  const { api, state } = await serve()
  const both = 'accessToken=access-0; refreshToken=refresh-0'
  const answers = [await api(both), await api(both)]
  expect(answers.map((answer) => answer.status)).toEqual([401, 401])
  expect(answers.flatMap((answer) => answer.headers.getSetCookie())).toEqual([])
  expect(state.refreshes).toBe(1)
})

it('with all three mended, signs four of five parallel requests out', async () => {
  const { api } = await serve(true)
  const both = 'accessToken=access-0; refreshToken=refresh-0'
  const answers = await Promise.all(Array.from({ length: 5 }, () => api(both)))
  const statuses = answers.map((answer) => answer.status)
  expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 401, 401, 401, 401])
})
