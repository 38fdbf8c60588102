import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clearChunks, readChunks, writeChunks } from './chunks.ts'
import { cookieNames, readCookie } from './cookie-header.ts'
import { defineCookie } from './names.ts'
import { clearCookie, setCookie } from './set-cookie.ts'

const access = defineCookie('__Host-a', { path: '/', secure: true, sameSite: 'Strict' })
const refresh = defineCookie('__Secure-r', { path: '/auth/refresh', secure: true, sameSite: 'Lax' })

/** Characters of a cookie value (RFC 6265bis §4.1.1) that sealed values are made of. */
const value = fc.stringMatching(/^[\w.-]{1,200}$/)

describe('names hold their attributes, or do not compile', () => {
  test('__Host- has no path but /, and is Secure', () => {
    // @ts-expect-error -- a browser refuses `__Host-` with another path
    defineCookie('__Host-a', { path: '/auth/refresh', secure: true, sameSite: 'Strict' })
    // @ts-expect-error -- and without Secure
    defineCookie('__Host-a', { path: '/', secure: false, sameSite: 'Strict' })
    // @ts-expect-error -- and with a Domain
    defineCookie('__Host-a', { path: '/', secure: true, sameSite: 'Strict', domain: 'a.example' })
  })

  test('__Secure- is Secure, on any path', () => {
    // @ts-expect-error -- a browser refuses `__Secure-` without Secure
    defineCookie('__Secure-r', { path: '/auth/refresh', secure: false, sameSite: 'Strict' })
    // @ts-expect-error -- SameSite=None is for cookies that others may send
    defineCookie('__Secure-r', { path: '/auth/refresh', secure: true, sameSite: 'None' })
  })

  test('a plain name is for plain http, and claims nothing', () => {
    // @ts-expect-error -- with Secure, a prefix costs nothing
    defineCookie('a', { path: '/', secure: true, sameSite: 'Strict' })
    defineCookie('a', { path: '/', secure: false, sameSite: 'Strict' })
  })
})

describe('Set-Cookie', () => {
  test.each([
    [
      setCookie(access, 'v', 60),
      '__Host-a=v; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; Secure',
    ],
    [
      setCookie(refresh, 'v', 0.2),
      '__Secure-r=v; Path=/auth/refresh; Max-Age=1; HttpOnly; SameSite=Lax; Secure',
    ],
    [
      setCookie(access, 'v', -5),
      '__Host-a=v; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure',
    ],
    [
      clearCookie(refresh),
      '__Secure-r=; Path=/auth/refresh; Max-Age=0; HttpOnly; SameSite=Lax; Secure',
    ],
  ])('%s', (line, expected) => expect(line).toBe(expected))
})

describe('the Cookie header', () => {
  test.each<[string | undefined, string | undefined]>([
    [undefined, undefined],
    ['', undefined],
    ['a=1', '1'],
    ['b=0; a=1; c=2', '1'],
    ['b=0;a=1', '1'],
    ['aa=0; xa=0', undefined],
    ['a=1; a=1', '1'],
    ['a=1; a=2', ''],
    ['a', undefined],
    ['a=', ''],
    ['a==x', '=x'],
    ['b=a=1', undefined],
    ['; ;;a=1;', '1'],
    ['__proto__=1', undefined],
  ])('%j', (header, expected) => expect(readCookie(header, 'a')).toBe(expected))

  test('any cookie is found among any others', () => {
    const name = fc.stringMatching(/^[\w-]{1,20}$/)
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1 }), value, (names, wanted) => {
        const target = names[Math.floor(names.length / 2)]!
        const header = names.map((each) => `${each}=${each === target ? wanted : 'x'}`).join('; ')
        expect(readCookie(header, target)).toBe(wanted)
      }),
    )
  })

  test('no header makes it throw', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (header, name) => void readCookie(header, name)),
    )
  })

  test('names with a prefix, oldest first', () => {
    expect(cookieNames('s.b=1; x=1; s.a=2; s.b=3; s', 's.')).toEqual(['s.b', 's.a'])
  })
})

describe('chunks', () => {
  const header = (lines: readonly string[]) =>
    lines
      .map((line) => line.split('; ')[0]!)
      .filter((pair) => !pair.endsWith('='))
      .join('; ')

  test('a value of any length that fits comes back, in cookies that browsers keep', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7_600 }), (length) => {
        const long = 'v'.repeat(length - 1) + 'w'
        const lines = writeChunks(access, long, 60, undefined)!
        expect(readChunks(header(lines), access.name)).toBe(long)
        for (const line of lines) expect(line.split(';')[0]!.length).toBeLessThanOrEqual(4_096)
      }),
    )
  })

  test('what does not fit is refused', () => {
    expect(writeChunks(access, 'v'.repeat(7_601), 60, undefined)).toBeUndefined()
  })

  test('a chunk that is left over is cleared, and not read', () => {
    const before = '__Host-a=2~first; __Host-a.1=second'
    const lines = writeChunks(access, 'short', 60, before)!
    expect(lines[1]).toBe('__Host-a.1=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure')
    expect(readChunks('__Host-a=short; __Host-a.1=second', '__Host-a')).toBe('short')
  })

  test('clearing clears what may be there, where it was set', () => {
    expect(clearChunks(access, undefined)).toHaveLength(1)
    expect(clearChunks(access, '__Host-a.1=x')).toHaveLength(2)
    expect(clearChunks(refresh, undefined).map((line) => line.split('; ').slice(0, 2))).toEqual([
      ['__Secure-r=', 'Path=/auth/refresh'],
      ['__Secure-r.1=', 'Path=/auth/refresh'],
    ])
  })
})
