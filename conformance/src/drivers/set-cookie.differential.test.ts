import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CookieJar } from 'tough-cookie'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { setCookieCases, type SetCookieCase } from '../wire/set-cookie-cases.ts'
import { createBrowserDriver } from './browser/driver.ts'
import { findBrowser } from './browser/find.ts'
import { createJar } from './jar.ts'
import { systemClock } from './system-clock.ts'
import type { Driver, Visitor } from './port.ts'

const named = setCookieCases.map((each) => [each.name, each] as const)
const from = ({ from = '/set' }: SetCookieCase): string => from
const to = ({ to = '/' }: SetCookieCase): string => to
const site = { sameSite: true, navigation: true, method: 'GET' }
const origin = 'http://localhost:3000'

describe('the strict reader and its jar', () => {
  test.each(named)('%s', (_name, each) => {
    const jar = createJar(systemClock)
    jar.receive(each.line, origin + from(each), site)
    expect(jar.cookieHeader(origin + to(each), site) ?? '').toBe(each.sent)
  })
})

describe('tough-cookie alone, which is why there is a strict reader', () => {
  test.each(named)('%s', (_name, each) => {
    const jar = new CookieJar()
    jar.setCookieSync(each.line, origin + from(each), { ignoreError: true })
    const sent = jar.getCookieStringSync(origin + to(each))
    if (each.toughCookieDiffers) expect(sent).not.toBe(each.sent)
    else expect(sent).toBe(each.sent)
  })
})

const browser = await findBrowser(process.env)

describe.skipIf('reason' in browser)('Chromium', () => {
  let driver: Driver
  let visitor: Visitor
  let current: SetCookieCase
  let seen: string
  const server = createServer((request, response) => {
    if (request.url === from(current)) response.setHeader('Set-Cookie', current.line)
    else if (request.url === to(current)) seen = request.headers.cookie ?? ''
    response.end()
  })

  beforeAll(async () => {
    if ('reason' in browser) return
    await new Promise<void>((resolve) => server.listen(0, resolve))
    const { port } = server.address() as AddressInfo
    driver = createBrowserDriver({
      browser,
      origin: `http://localhost:${port}`,
      headers: [],
      timeout: 5000,
      clock: systemClock,
      began: Date.now(),
    })
    visitor = await driver.visitor()
  })
  afterEach(async () => {
    for (const { name } of await visitor.cookies()) await visitor.dropCookie(name)
    expect(await visitor.cookies()).toEqual([])
  })
  afterAll(async () => {
    await driver?.close()
    server.closeAllConnections()
    server.close()
  })

  test.each(named)('%s', async (_name, each) => {
    current = each
    seen = 'nothing arrived'
    await visitor.navigate(from(each))
    await visitor.navigate(to(each))
    expect(seen).toBe(each.inChromium ?? each.sent)
  })
})
