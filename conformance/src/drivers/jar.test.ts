import { describe, expect, test } from 'vitest'
import { createJar, type SiteContext } from './jar.ts'
import type { Clock } from './port.ts'

const same: SiteContext = { sameSite: true, navigation: true, method: 'GET' }
const cross: SiteContext = { sameSite: false, navigation: true, method: 'POST' }
const third: SiteContext = { sameSite: false, navigation: false, method: 'GET' }
const https = 'https://app.example.com/'

function setUp() {
  let now = Date.UTC(2026, 10, 20)
  const clock: Clock = { now: () => now, sleep: async () => {} }
  const jar = createJar(clock)
  return {
    jar,
    pass: (seconds: number) => void (now += seconds * 1000),
    receive: (line: string, url = https, site = same) => jar.receive(line, url, site),
    send: (url = https, site = same) => jar.cookieHeader(url, site),
  }
}

describe('lifetime', () => {
  test('Max-Age counts from receipt, however often the cookie is read', () => {
    const { receive, send, pass } = setUp()
    receive('a=1; Max-Age=240')
    for (let minute = 1; minute < 4; minute += 1) {
      pass(60)
      expect(send()).toBe('a=1')
    }
    pass(59)
    expect(send()).toBe('a=1')
    pass(1)
    expect(send()).toBeUndefined()
  })

  test('a cookie set anew lives anew', () => {
    const { receive, send, pass } = setUp()
    receive('a=1; Max-Age=60')
    pass(50)
    receive('a=2; Max-Age=60')
    pass(50)
    expect(send()).toBe('a=2')
  })

  test('deletion takes name, path and domain together', () => {
    const { receive, send, jar } = setUp()
    receive('a=1; Path=/x; Domain=example.com')
    receive('a=; Path=/; Max-Age=0; Domain=example.com')
    receive('a=; Path=/x; Max-Age=0')
    expect(send('https://app.example.com/x')).toBe('a=1')
    receive('a=; Path=/x; Domain=example.com; Max-Age=0')
    expect(jar.all()).toEqual([])
  })
})

describe('a cross-site POST', () => {
  test('brings a cookie without SameSite for two minutes', () => {
    const { receive, send, pass } = setUp()
    receive('a=1; Path=/')
    pass(119)
    expect(send(https, cross)).toBe('a=1')
    pass(1)
    expect(send(https, cross)).toBeUndefined()
    expect(send(https, { ...cross, method: 'GET' })).toBe('a=1')
  })

  test('counts from the value, not from its last renewal', () => {
    const { receive, send, pass } = setUp()
    receive('a=1; Path=/')
    pass(100)
    receive('a=1; Path=/')
    pass(20)
    expect(send(https, cross)).toBeUndefined()
    receive('a=2; Path=/')
    expect(send(https, cross)).toBe('a=2')
  })
})

test('third parties neither get nor set cookies', () => {
  const { receive, send } = setUp()
  receive('a=1; Path=/; SameSite=None; Secure')
  expect(send(https, third)).toBeUndefined()
  expect(receive('b=2; Path=/; SameSite=None; Secure', https, third)).toMatchObject({
    stored: false,
  })
})

test('an insecure page cannot overlay a Secure cookie, nor see it', () => {
  const { receive, send } = setUp()
  receive('a=1; Path=/; Secure')
  const http = 'http://app.example.com/'
  expect(receive('a=2; Path=/x', http)).toMatchObject({ stored: false })
  expect(send(http)).toBeUndefined()
  expect(send(https)).toBe('a=1')
})

test('domain cookies go to the hosts below, host cookies stay', () => {
  const { receive, send } = setUp()
  receive('a=1; Path=/; Domain=example.com')
  receive('b=2; Path=/')
  expect(send('https://www.example.com/')).toBe('a=1')
  expect(send('https://sub.app.example.com/')).toBe('a=1')
  expect(receive('c=3; Domain=com')).toMatchObject({ stored: false })
})

test('longer paths go first, and older cookies before younger', () => {
  const { receive, send, pass } = setUp()
  receive('late=1; Path=/')
  pass(1)
  receive('later=1; Path=/')
  receive('deep=1; Path=/x')
  expect(send('https://app.example.com/x')).toBe('deep=1; late=1; later=1')
})

test.each(['http://127.0.0.1:3000/', 'http://[::1]:3000/', 'http://app.localhost/'])(
  'the machine itself counts as secure: %s',
  (url) => {
    const { receive, send } = setUp()
    receive('__Host-a=1; Path=/; Secure', url)
    expect(send(url)).toBe('__Host-a=1')
  },
)
