import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { SentRequest } from '../wire/exchange.ts'
import { cookiePairs, headerValue } from '../wire/headers.ts'
import type { Driver, RequestSpec, Visitor } from './port.ts'
import { USER_AGENT } from './user-agent.ts'

/** A driver before the contract's server, and what that server received. */
export interface ContractSetting {
  readonly driver: Driver
  readonly origin: string
  /** The same server on another site. */
  readonly elsewhere: string
  readonly received: SentRequest[]
  /** An address where nobody listens; absent where there are no sockets. */
  readonly deserted?: string
  close(): Promise<void>
}

const set = (...lines: string[]): string =>
  `/set?${lines.map((line) => `c=${encodeURIComponent(line)}`).join('&')}`

const go = (to: string, status = 302): string => `/go?status=${status}&to=${encodeURIComponent(to)}`

const formTo = (to: string, method = 'post', policy = ''): string =>
  `/form?method=${method}&to=${encodeURIComponent(to)}${policy && `&policy=${policy}`}`

const FILL = { fields: { '#name': 'Ann', '#pass': 'p w&d' } }

/** What every driver must do, whatever carries its requests. Timeouts in it are the driver's: 3,000 ms. */
export function driverContract(name: string, open: () => Promise<ContractSetting>): void {
  describe(`${name} keeps the driver contract`, () => {
    let setting: ContractSetting
    let visitor: Visitor

    beforeAll(async () => {
      setting = await open()
    })
    afterAll(() => setting.close())
    beforeEach(async () => {
      await visitor?.close()
      visitor = await setting.driver.visitor()
      setting.received.length = 0
    })

    const last = (): SentRequest => {
      const request = setting.received.at(-1)
      if (!request) throw new Error('nothing arrived')
      return request
    }
    const cookieNames = (request: SentRequest): string[] =>
      cookiePairs(headerValue(request.headers, 'cookie') ?? '')
        .map(([key]) => key)
        .sort()

    describe('redirects', () => {
      test('each hop is an exchange of its own, tied to the one before', async () => {
        const { hops, last } = await visitor.navigate(go(go('/end')))
        expect(hops.map((hop) => hop.response?.status)).toEqual([302, 302, 200])
        expect(hops.map((hop) => hop.kind)).toEqual(['document', 'document', 'document'])
        expect(hops.map((hop) => hop.redirectOf)).toEqual([undefined, hops[0]?.id, hops[1]?.id])
        expect(last).toBe(hops[2])
        expect(visitor.trail).toEqual(hops)
        expect((await visitor.page()).url).toBe(`${setting.origin}/end`)
      })

      test.each([
        [301, 'GET', ''],
        [302, 'GET', ''],
        [303, 'GET', ''],
        [307, 'POST', 'name=Ann'],
        [308, 'POST', 'name=Ann'],
      ])('a POST after %i arrives as %s', async (status, method, body) => {
        const sent = await visitor.fetch({
          path: go('/end', status),
          method: 'POST',
          form: { name: 'Ann' },
        })
        expect(last()).toMatchObject({ method, body, url: `${setting.origin}/end` })
        expect(sent.hops.map((hop) => hop.request.method)).toEqual(['POST', method])
      })

      test.each([
        ['PUT', 302, 'PUT'],
        ['PUT', 303, 'GET'],
        ['DELETE', 301, 'DELETE'],
      ])('%s after %i arrives as %s', async (method, status, then) => {
        await visitor.fetch({ path: go('/end', status), method })
        expect(last().method).toBe(then)
      })

      test('an endless one ends in a failure that says so', async () => {
        const { last } = await visitor.navigate('/loop')
        expect(last.failure?.kind).toBe('redirect-loop')
        // Fetch allows 20 redirects; Chromium counts the first request among them.
        expect([20, 21]).toContain(setting.received.length)
      })

      test('meta refresh is followed, and the page that sent it is a hop', async () => {
        const { hops } = await visitor.navigate(`/meta?to=${encodeURIComponent('/end')}`)
        expect(hops.map((hop) => new URL(hop.request.url).pathname)).toEqual(['/meta', '/end'])
        expect(headerValue(last().headers, 'sec-fetch-site')).toBe('same-origin')
      })

      test('a 204 leaves the visitor where it was', async () => {
        await visitor.navigate('/here')
        const { last } = await visitor.navigate('/nothing')
        expect(last.response?.status).toBe(204)
        expect((await visitor.page()).url).toBe(`${setting.origin}/here`)
      })
    })

    describe('cookies', () => {
      test('Set-Cookie lines are recorded as they came, duplicates included', async () => {
        const lines = ['a=1; Path=/', 'A=2;path=/;HTTPONLY', 'a=1; Path=/']
        const { last } = await visitor.navigate(set(...lines))
        const seen = last.response?.headers.filter(([key]) => key.toLowerCase() === 'set-cookie')
        expect(seen?.map(([, value]) => value)).toEqual(lines)
      })

      test.each([
        ['/auth/refresh', true],
        ['/auth/refresh/x', true],
        ['/auth/refresh?q', true],
        ['/auth/refreshx', false],
        ['/auth/', false],
        ['/AUTH/refresh', false],
        ['/auth/%72efresh', false],
      ])('Path=/auth/refresh and a request to %s: sent is %s', async (path, sent) => {
        await visitor.navigate(set('r=1; Path=/auth/refresh; HttpOnly'))
        await visitor.fetch({ path })
        expect(cookieNames(last())).toEqual(sent ? ['r'] : [])
        await visitor.navigate(path)
        expect(cookieNames(last())).toEqual(sent ? ['r'] : [])
      })

      test('the jar is shown with every attribute', async () => {
        await visitor.navigate(
          set(
            '__Host-a=1; Path=/; Secure; HttpOnly; SameSite=Strict',
            'b=2; Path=/b; SameSite=Lax; Max-Age=60',
            'c=3; SameSite=None; Secure',
            'd=4',
            'gone=1; Max-Age=0',
          ),
        )
        const jar = new Map((await visitor.cookies()).map((cookie) => [cookie.name, cookie]))
        expect([...jar.keys()].sort()).toEqual(['__Host-a', 'b', 'c', 'd'])
        expect(jar.get('__Host-a')).toEqual({
          name: '__Host-a',
          value: '1',
          domain: 'localhost',
          hostOnly: true,
          path: '/',
          secure: true,
          httpOnly: true,
          sameSite: 'strict',
        })
        expect(jar.get('b')).toMatchObject({ path: '/b', sameSite: 'lax', secure: false })
        expect((jar.get('b')?.expires ?? 0) - Date.now()).toBeGreaterThan(50_000)
        expect(jar.get('c')?.sameSite).toBe('none')
        expect(jar.get('d')).toMatchObject({ sameSite: 'default', path: '/' })
      })

      test('scripts see what is not HttpOnly, at whatever path', async () => {
        await visitor.navigate(set('a=1; Path=/; HttpOnly', 'b=2; Path=/', 'c=3; Path=/deep/er'))
        const before = setting.received.length
        const seen = await visitor.scriptCookies()
        expect(seen.split('; ').sort()).toEqual(['b=2', 'c=3'])
        expect(setting.received).toHaveLength(before)
        expect(visitor.trail).toHaveLength(1)
      })

      test('a dropped cookie is gone, every one of its name', async () => {
        await visitor.navigate(set('a=1; Path=/', 'a=2; Path=/x', 'b=3; Path=/'))
        await visitor.dropCookie('a')
        await visitor.navigate('/x')
        expect(cookieNames(last())).toEqual(['b'])
      })

      test('a tab shares the jar, and has a trail and an id of its own', async () => {
        const tab = await visitor.tab()
        await visitor.navigate(set('a=1; Path=/'))
        await tab.navigate('/end')
        expect(cookieNames(last())).toEqual(['a'])
        expect(tab.trail).toHaveLength(1)
        expect(tab.id).not.toBe(visitor.id)
        await tab.close()
        await visitor.navigate('/still')
      })

      test('another visitor shares nothing', async () => {
        await visitor.navigate(set('a=1; Path=/'))
        const other = await setting.driver.visitor()
        await other.navigate('/end')
        expect(cookieNames(last())).toEqual([])
        await other.close()
      })
    })

    describe('SameSite', () => {
      const LINES = [
        'strict=1; Path=/; SameSite=Strict',
        'lax=1; Path=/; SameSite=Lax',
        'none=1; Path=/; SameSite=None; Secure',
        'plain=1; Path=/',
      ]
      const ALL = ['lax', 'none', 'plain', 'strict']

      const arrivals: readonly [string, string[], (target: string) => Promise<unknown>][] = [
        ['a typed address', ALL, (target) => visitor.navigate(target)],
        ['a typed address by way of itself', ALL, (target) => visitor.navigate(go(target))],
        [
          'a typed address by way of another site',
          ALL,
          (target) => visitor.navigate(go(`${setting.elsewhere}${go(target)}`)),
        ],
        ['its own form', ALL, (target) => submitAt('/', target, 'post')],
        [
          'its own form by way of another site',
          ALL,
          (target) => submitAt('/', `${setting.elsewhere}${go(target, 303)}`, 'post'),
        ],
        ["another site's GET form", ['lax', 'none', 'plain'], (t) => submitAt('away', t, 'get')],
        // Without SameSite a cookie travels with a cross-site POST for two minutes after it is set.
        ["another site's POST form", ['none', 'plain'], (t) => submitAt('away', t, 'post')],
        [
          "another site's form and a redirect",
          ['lax', 'none', 'plain'],
          (target) => submitAt('away', `${setting.elsewhere}${go(target, 303)}`, 'post'),
        ],
        [
          "another site's meta refresh",
          ['lax', 'none', 'plain'],
          (t) => visitor.navigate(`${setting.elsewhere}/meta?to=${encodeURIComponent(t)}`),
        ],
        ['a fetch', ALL, (target) => visitor.fetch({ path: target })],
        ['a fetch by POST', ALL, (target) => visitor.fetch({ path: target, method: 'POST' })],
      ]

      const submitAt = async (where: string, to: string, method: string): Promise<void> => {
        const base = where === 'away' ? setting.elsewhere : setting.origin
        await visitor.navigate(base + formTo(to, method))
        await visitor.submit(FILL)
      }

      test.each(arrivals)('%s brings %j', async (_label, names, arrive) => {
        await visitor.navigate(set(...LINES))
        await arrive(`${setting.origin}/end`)
        expect(new URL(last().url).pathname).toBe('/end')
        expect(cookieNames(last())).toEqual(names)
      })
    })

    describe('what it says of itself', () => {
      const say = (request: SentRequest): Record<string, string | undefined> =>
        Object.fromEntries(
          [
            'origin',
            'referer',
            'sec-fetch-site',
            'sec-fetch-mode',
            'sec-fetch-dest',
            'sec-fetch-user',
          ]
            .map((key) => [key, headerValue(request.headers, key)] as const)
            .filter(([, value]) => value !== undefined),
        )

      test('a typed address', async () => {
        await visitor.navigate('/end')
        expect(say(last())).toEqual({
          'sec-fetch-site': 'none',
          'sec-fetch-mode': 'navigate',
          'sec-fetch-dest': 'document',
          'sec-fetch-user': '?1',
        })
        expect(headerValue(last().headers, 'user-agent')).toBe(USER_AGENT)
        expect(headerValue(last().headers, 'content-type')).toBeUndefined()
      })

      test('its own form', async () => {
        await visitor.navigate(formTo('/end'))
        await visitor.submit(FILL)
        expect(say(last())).toEqual({
          origin: setting.origin,
          referer: `${setting.origin}${formTo('/end')}`,
          'sec-fetch-site': 'same-origin',
          'sec-fetch-mode': 'navigate',
          'sec-fetch-dest': 'document',
          'sec-fetch-user': '?1',
        })
      })

      test('a form on a page with Referrer-Policy: no-referrer has the origin null', async () => {
        await visitor.navigate(formTo('/end', 'post', 'no-referrer'))
        await visitor.submit(FILL)
        expect(say(last())).toMatchObject({ origin: 'null', 'sec-fetch-site': 'same-origin' })
        expect(headerValue(last().headers, 'referer')).toBeUndefined()
      })

      test("another site's form", async () => {
        await visitor.navigate(setting.elsewhere + formTo(`${setting.origin}/end`))
        await visitor.submit(FILL)
        expect(say(last())).toMatchObject({
          origin: setting.elsewhere,
          referer: `${setting.elsewhere}/`,
          'sec-fetch-site': 'cross-site',
        })
      })

      test('a fetch', async () => {
        await visitor.fetch({ path: '/end' })
        expect(say(last())).toEqual({
          referer: `${setting.origin}/`,
          'sec-fetch-site': 'same-origin',
          'sec-fetch-mode': 'cors',
          'sec-fetch-dest': 'empty',
        })
      })

      test.each<[RequestSpec, string | undefined, string]>([
        [{ path: '/end', method: 'POST' }, undefined, ''],
        [{ path: '/end', json: { a: 1 } }, 'application/json', '{"a":1}'],
        [{ path: '/end', text: 'hi' }, 'text/plain;charset=UTF-8', 'hi'],
        [
          { path: '/end', form: { a: 'b c' } },
          'application/x-www-form-urlencoded;charset=UTF-8',
          'a=b+c',
        ],
        [
          { path: '/end', method: 'PUT', text: '1', headers: { 'Content-Type': 'x/y' } },
          'x/y',
          '1',
        ],
      ])('a fetch of %j', async (spec, type, body) => {
        await visitor.fetch(spec)
        expect(last()).toMatchObject({ method: spec.method ?? 'POST', body })
        expect(headerValue(last().headers, 'content-type')).toBe(type)
        expect(headerValue(last().headers, 'origin')).toBe(setting.origin)
      })

      test('what is recorded is what arrived', async () => {
        await visitor.navigate(set('a=1; Path=/'))
        await visitor.navigate(formTo('/end'))
        const { last: seen } = await visitor.submit(FILL)
        expect(seen.request).toMatchObject({ method: 'POST', url: last().url, body: last().body })
        for (const name of ['cookie', 'origin', 'referer', 'sec-fetch-site', 'user-agent'])
          expect(headerValue(seen.request.headers, name)).toBe(headerValue(last().headers, name))
      })
    })

    describe('forms', () => {
      const body = 'csrf=a%26b&name=Ann&pass=p+w%26d&keep=on&lang=de&note=one%0D%0Atwo&act='

      test('hidden inputs, choices and the default button are sent', async () => {
        await visitor.navigate(formTo('/end'))
        const { last: seen } = await visitor.submit(FILL)
        expect(last()).toMatchObject({ method: 'POST', body: `${body}go` })
        expect(seen.response?.status).toBe(200)
      })

      test('the button that was named is sent', async () => {
        await visitor.navigate(formTo('/end'))
        await visitor.submit({ ...FILL, submit: '#other' })
        expect(last().body).toBe(`${body}other`)
      })

      test('a GET form replaces the query', async () => {
        await visitor.navigate(formTo('/end?old=1', 'get'))
        await visitor.submit(FILL)
        expect(new URL(last().url).search).toBe(`?${body}go`)
      })

      test('a form without an action goes back to its page', async () => {
        await visitor.navigate(formTo(''))
        await visitor.submit(FILL)
        expect(last()).toMatchObject({ method: 'POST', url: `${setting.origin}${formTo('')}` })
      })

      test('a field that is not there is a failure, and nothing is sent', async () => {
        await visitor.navigate(formTo('/end'))
        const before = setting.received.length
        const { last } = await visitor.submit({ fields: { '#email': 'x' } })
        expect(last.failure).toMatchObject({ kind: 'malformed' })
        expect(last.failure?.message).toContain('no field matches "#email"')
        expect(setting.received).toHaveLength(before)
        expect(visitor.trail).toHaveLength(1)
      })
    })

    describe('what does not work is an exchange with a failure', () => {
      test('a refusal by status is none', async () => {
        const { last } = await visitor.fetch({ path: '/denied' })
        expect(last.response).toMatchObject({ status: 401, body: '{"error":"no"}' })
        expect(last.failure).toBeUndefined()
      })

      test('a fetch that is redirected to another site cannot be read', async () => {
        const { hops, last } = await visitor.fetch({ path: go(`${setting.elsewhere}/end`) })
        expect(hops).toHaveLength(2)
        expect(last.failure?.kind).toBe('cors')
        expect(last.response).toBeUndefined()
      })

      test.each([
        ['a server that hangs', 'timeout', () => '/hang'],
        ['a server that hangs up', 'reset', () => '/reset'],
        ['a server that is not there', 'refused', () => setting.deserted ?? ''],
        ['a redirect into the void', 'refused', () => go(setting.deserted ?? '')],
      ])('%s: %s', async (_name, kind, path) => {
        if (setting.deserted === undefined) return
        const { last } = await visitor.navigate(path())
        expect(last.failure?.kind).toBe(kind)
        expect(last.response).toBeUndefined()
        // It is no worse for it.
        expect((await visitor.navigate('/end')).last.response?.status).toBe(200)
      })

      test('a redirect to a script', async () => {
        const { last } = await visitor.navigate(go('javascript:alert(1)'))
        expect(last.failure?.kind).toMatch(/malformed|aborted/)
      })

      test('a fetch that hangs', async () => {
        if (setting.deserted === undefined) return
        const { last } = await visitor.fetch({ path: '/hang' })
        expect(last.failure?.kind).toBe('timeout')
      })
    })

    test('many fetches at once are told apart', async () => {
      const paths = Array.from({ length: 8 }, (_, at) => `/many/${at % 4}`)
      const arrivals = await Promise.all(paths.map((path) => visitor.fetch({ path })))
      expect(arrivals.map(({ last }) => new URL(last.request.url).pathname)).toEqual(paths)
      expect(new Set(arrivals.map(({ last }) => last.id)).size).toBe(8)
    })

    test('the driver has seen what all its visitors did', () => {
      expect(setting.driver.trail.length).toBeGreaterThan(50)
      expect(new Set(setting.driver.trail.map(({ id }) => id)).size).toBe(
        setting.driver.trail.length,
      )
    })
  })
}
