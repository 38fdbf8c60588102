import { AxeBuilder } from '@axe-core/playwright'
import express from 'express'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findBrowser } from '../../../conformance/src/drivers/browser/find.ts'
import {
  ada,
  adasPassword,
  cheapPasswords,
  madeUpKey,
  sealingKeys,
} from '../../test-support/self-issued-world.ts'
import { requireSession, sessionOf } from '../express/require-session.ts'
import { router } from '../express/router.ts'
import { parseKeys } from '../sealing/key-ring.ts'
import { nodeSealer } from '../sealing/node.ts'
import { definePolicy } from '../session/policy.ts'
import { createSessions } from '../session/sessions.ts'
import { memoryStore } from '../store/memory.ts'
import { selfIssuedMemory } from './self-issued-memory.ts'
import { signInPage } from './self-issued-node.ts'
import { selfIssuedProvider } from './self-issued.ts'

const ACCESS_LIFETIME = 2

let url: string
let browser: Browser
let close: () => void
beforeAll(async () => {
  const app = express()
  const server = app.listen(0)
  await new Promise((resolve) => server.once('listening', resolve))
  close = () => server.close()
  url = `http://localhost:${(server.address() as AddressInfo).port}`
  const sealer = nodeSealer(parseKeys(sealingKeys))
  const provider = selfIssuedProvider({
    origin: url,
    keys: [await madeUpKey('k1')],
    sealer,
    state: selfIssuedMemory([await ada()]),
    passwords: cheapPasswords,
    name: 'The Notebook',
    accessLifetime: ACCESS_LIFETIME,
  })
  const policy = definePolicy({ origin: url, afterSignIn: '/home', clockTolerance: 0 })
  const sessions = createSessions({ policy, store: memoryStore(), provider, sealer })
  app.use(signInPage(provider))
  app.use(router(sessions))
  app.use(express.urlencoded())
  app.get('/home', requireSession(sessions), (request, response) => {
    const form = '<form method="post" action="/auth/sign-out"><button>Sign out</button></form>'
    response.send(`<h1>${sessionOf(request).userId}</h1>${form}`)
  })
  app.get('/', (_, response) => {
    response.send('<h1>Goodbye</h1>')
  })

  const found = await findBrowser(process.env)
  if ('reason' in found) throw new Error(`${found.reason}: ${found.hint}`)
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  browser = await found.type.launch({ executablePath: found.executable, args })
})
afterAll(async () => {
  await browser?.close()
  close?.()
})

const submit = async (page: Page, password: string) => {
  await page.fill('#email', 'ada@example.com')
  await page.fill('#password', password)
  await page.press('#password', 'Enter')
}

describe('self-issued sign-in, in Chromium', () => {
  test('a wrong password, a right one, a refresh, a sign-out', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${url}/home`)
    expect(new URL(page.url()).pathname).toBe('/auth/password')
    await submit(page, 'a wrong password, but long')
    expect(await page.textContent('[role=alert]')).toBe('E-mail or password is wrong.')
    expect(await page.inputValue('#email')).toBe('ada@example.com')
    await submit(page, adasPassword)
    await page.waitForURL(`${url}/home`)
    expect(await page.textContent('h1')).toBe('usr_ada')
    const accessCookie = async () =>
      (await context.cookies()).find(({ name }) => name === '__Host-accessToken')?.value
    const before = await accessCookie()
    await new Promise((resolve) => setTimeout(resolve, ACCESS_LIFETIME * 1000 + 200))
    await page.goto(`${url}/home`)
    expect(await page.textContent('h1')).toBe('usr_ada')
    expect(await accessCookie()).not.toBe(before)
    await page.click('text=Sign out')
    await page.waitForURL(`${url}/`)
    await page.goto(`${url}/home`)
    expect(new URL(page.url()).pathname).toBe('/auth/password')
    await context.close()
  })

  test.each(['light', 'dark'] as const)(
    'axe finds nothing in %s, at 320 pixels',
    async (scheme) => {
      const context = await browser.newContext({
        colorScheme: scheme,
        viewport: { width: 320, height: 640 },
      })
      const page = await context.newPage()
      const findings = async () => {
        const { violations } = await new AxeBuilder({ page }).analyze()
        const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
        return [
          ...violations.map(({ id, nodes }) => [id, nodes[0]?.html]),
          ...(wide ? ['wide'] : []),
        ]
      }
      await page.goto(`${url}/home`)
      // The style is applied: the policy allows it by its hash.
      expect(await page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth")).toBe(
        '384px',
      )
      expect(await findings()).toEqual([])
      await submit(page, 'a wrong password, but long')
      await page.waitForSelector('[role=alert]')
      expect(await findings()).toEqual([])
      await page.goto(`${url}/auth/password`)
      expect(await page.textContent('h1')).toBe('Sign-in did not start')
      expect(await findings()).toEqual([])
      await context.close()
    },
  )
})
