import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cookiePairs, headerValue } from '../../wire/headers.ts'
import { driverContract, type ContractSetting } from '../contract.ts'
import { startContractServer } from '../contract-server.ts'
import type { Visitor } from '../port.ts'
import { systemClock } from '../system-clock.ts'
import { createBrowserDriver } from './driver.ts'
import { findBrowser, type FoundBrowser } from './find.ts'

const browser = await findBrowser(process.env)

async function open(found: FoundBrowser): Promise<ContractSetting> {
  const server = await startContractServer()
  const driver = createBrowserDriver({
    browser: found,
    origin: server.origin,
    headers: [],
    timeout: 3000,
    clock: systemClock,
    began: Date.now(),
  })
  return {
    ...server,
    driver,
    async close() {
      await driver.close()
      await server.close()
    },
  }
}

if ('reason' in browser)
  describe.skip(`the browser driver: ${browser.reason}`, () => test('contract'))
else {
  driverContract('the browser driver', () => open(browser))

  describe('what only a browser does', () => {
    let setting: ContractSetting
    let visitor: Visitor

    beforeAll(async () => {
      setting = await open(browser)
      visitor = await setting.driver.visitor()
    })
    afterAll(() => setting.close())

    test('what a page loads and fetches by itself stands in the trail, cookies and all', async () => {
      await visitor.navigate('/set?c=a%3D1')
      await visitor.navigate('/rich')
      await expect.poll(() => visitor.trail.map(({ kind }) => kind)).toContain('fetch')
      await expect.poll(() => visitor.trail.map(({ kind }) => kind)).toContain('subresource')
      const call = visitor.trail.find(({ kind }) => kind === 'fetch')
      expect(call?.request).toMatchObject({ method: 'POST', body: 'x' })
      for (const { request } of visitor.trail.slice(-2))
        expect(cookiePairs(headerValue(request.headers, 'cookie') ?? '')).toEqual([['a', '1']])
    })

    test('a page that goes on by script is followed', async () => {
      const { hops, last } = await visitor.navigate('/script?to=/end')
      expect(hops).toHaveLength(2)
      expect(new URL(last.request.url).pathname).toBe('/end')
    })

    test('a form that a script submits arrives as what the script sent', async () => {
      await visitor.navigate('/script-form')
      const { last } = await visitor.submit({ fields: { '#name': 'Ann', '#pass': 'x' } })
      expect(last).toMatchObject({ kind: 'fetch', request: { method: 'POST', body: 'Ann' } })
    })

    test('a page that forbids everything keeps nobody from asking', async () => {
      await visitor.navigate('/locked')
      expect((await visitor.fetch({ path: '/end' })).last.response?.status).toBe(200)
      expect(await visitor.scriptCookies()).toBe('a=1')
      expect((await visitor.page()).url).toBe(`${setting.origin}/locked`)
    })
  })
}
