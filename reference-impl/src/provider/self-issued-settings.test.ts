import { describe, expect, test } from 'vitest'
import {
  cheapPasswords,
  madeUpKey,
  selfIssuedWorld,
  signedIn,
} from '../../test-support/self-issued-world.ts'
import { parseSigningKeys, type SigningJwk } from './self-issued-keys.ts'
import { passwordsOfCost, scryptPasswords } from './self-issued-password.ts'
import { memoryThrottle } from './self-issued-throttle.ts'
import type { SelfIssuedOptions } from './self-issued.ts'

const mistake = (sentence: string) =>
  expect.objectContaining({
    name: 'SessionError',
    code: 'policy_invalid',
    message: expect.stringContaining(sentence),
  })

describe('scrypt', () => {
  const password = 'correct horse battery staple'

  test('at OWASP’s cost, with a salt of its own, and written as a PHC string', async () => {
    const passwords = scryptPasswords()
    const [one, two] = [await passwords.hash(password), await passwords.hash(password)]
    expect(one).toMatch(/^\$scrypt\$ln=17,r=8,p=1\$[\w-]{22}\$[\w-]{43}$/)
    expect(one).not.toBe(two)
    expect(await passwords.verify(password, one)).toEqual({ good: true, stale: false })
    expect(await passwords.verify(`${password}!`, one)).toEqual({ good: false, stale: false })
  })

  test('the test vector of RFC 7914 §12', async () => {
    // scrypt ("pleaseletmein", "SodiumChloride", 16384, 8, 1), its first 32 of 64 bytes.
    const hash = Buffer.from(
      '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2',
      'hex',
    ).toString('base64url')
    const salt = Buffer.from('SodiumChloride').toString('base64url')
    const stored = `$scrypt$ln=14,r=8,p=1$${salt}$${hash}`
    await expect(cheapPasswords.verify('pleaseletmein', stored)).resolves.toEqual({
      good: true,
      stale: true,
    })
  })

  test('composed or not, it is the same password', async () => {
    const stored = await cheapPasswords.hash('zoe\u0308 zoe\u0308 zoe\u0308 zoe\u0308')
    const { good } = await cheapPasswords.verify('zo\u00eb zo\u00eb zo\u00eb zo\u00eb', stored)
    expect(good).toBe(true)
  })

  test('no password is cut to fit', async () => {
    const whole = 'x'.repeat(1024)
    const stored = await cheapPasswords.hash(whole)
    await expect(cheapPasswords.verify(whole, stored)).resolves.toHaveProperty('good', true)
    await expect(cheapPasswords.verify(`${whole}y`, stored)).resolves.toHaveProperty('good', false)
  })

  test.each(['', 'fourteen chars', 'x'.repeat(1025)])('%j is no password to set', async (bad) => {
    await expect(cheapPasswords.hash(bad)).rejects.toThrow(mistake('15 to 1024 characters'))
  })

  test.each([
    { logN: 16, r: 8, p: 1 },
    { logN: 17, r: 4, p: 1 },
    { logN: 17, r: 8, p: 0 },
  ])('%j is too cheap', (cost) => {
    expect(() => scryptPasswords(cost)).toThrow(mistake('OWASP'))
  })

  test('a stored hash that is none is a mistake of ours, and not the user’s', async () => {
    await expect(cheapPasswords.verify(password, '$2b$10$abc')).rejects.toThrow(mistake('$scrypt$'))
  })

  test('whoever floods it is told to come back, and the rest are served', async () => {
    const passwords = passwordsOfCost({ logN: 10, r: 8, p: 1 })
    const all = await Promise.allSettled(
      Array.from({ length: 100 }, () => passwords.verify(password, undefined)),
    )
    const refused = all.filter(({ status }) => status === 'rejected')
    expect(refused).toHaveLength(100 - 66)
    expect(refused[0]).toHaveProperty('reason.code', 'provider_unavailable')
    await expect(passwords.verify(password, undefined)).resolves.toHaveProperty('good', false)
  })
})

describe('memoryThrottle', () => {
  const attempts = async (waits: readonly number[]) => {
    const throttle = memoryThrottle()
    let now = 0
    const told: number[] = []
    for (const wait of waits) {
      now += wait * 1000
      told.push(await throttle.attempt('a', undefined, now))
    }
    return told
  }

  test.each([
    ['five are free', [0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 1]],
    ['then a second, two, four', [0, 0, 0, 0, 0, 1, 2, 4, 1], [0, 0, 0, 0, 0, 0, 0, 0, 7]],
    ['to try too early costs nothing', [0, 0, 0, 0, 0, 0, 0, 0, 1], [0, 0, 0, 0, 0, 1, 1, 1, 0]],
    ['a day later all is forgotten', [0, 0, 0, 0, 0, 86_400, 0], [0, 0, 0, 0, 0, 0, 0]],
  ])('%s', async (_, waits, told) => {
    expect(await attempts(waits)).toEqual(told)
  })

  test('nobody waits longer than a quarter of an hour', async () => {
    expect((await attempts([...Array<number>(30).fill(900), 0])).at(-1)).toBe(900)
  })

  test('who gets in starts anew', async () => {
    const throttle = memoryThrottle()
    for (let each = 0; each < 5; each += 1) await throttle.attempt('a', undefined, 0)
    await throttle.succeeded('a', undefined)
    expect(await throttle.attempt('a', undefined, 0)).toBe(0)
  })

  test('it knows so many accounts, and forgets the one tried longest ago', async () => {
    const throttle = memoryThrottle(2)
    const fill = async (account: string) => {
      for (let each = 0; each < 5; each += 1) await throttle.attempt(account, undefined, 0)
    }
    for (const account of ['a', 'b', 'c']) await fill(account)
    expect(await throttle.attempt('b', undefined, 0)).toBe(1)
    expect(await throttle.attempt('c', undefined, 0)).toBe(1)
    expect(await throttle.attempt('a', undefined, 0)).toBe(0)
  })
})

describe('signing keys', () => {
  test.each<[string, (key: SigningJwk) => readonly unknown[], string]>([
    ['none', () => [], 'no signing key'],
    ['no kid', ({ kid: _kid, ...key }) => [key], 'no kid'],
    ['two of the same kid', (key) => [key, key], 'same kid'],
    ['a public one first', ({ d: _d, ...key }) => [key], 'private half'],
    ['a symmetric one', () => [{ kid: 'k', kty: 'oct', k: 'c2VjcmV0' }], 'neither EC P-256'],
    ['another curve', (key) => [{ ...key, crv: 'secp256k1' }], 'neither EC P-256'],
    ['one that is cut off', (key) => [{ ...key, d: key.d!.slice(0, 20) }], 'cut off'],
    ['one without y', ({ y: _y, ...key }) => [{ ...key, y: '' }], 'cut off'],
  ])('%s: refused with a sentence, without the key', async (_, change, sentence) => {
    const key = await madeUpKey('k1')
    const error = caught(() => parseSigningKeys(JSON.stringify(change(key))))
    expect(error).toEqual(mistake(sentence))
    expect(String(error)).not.toContain(key.d!)
  })

  test('text that is no JSON is not quoted', async () => {
    const error = caught(() => parseSigningKeys('{"d":"private'))
    expect(error).toEqual(mistake('no JSON array'))
    expect(String(error)).not.toContain('private')
  })

  test('to rotate in two steps breaks no token on the way', async () => {
    const [old, next] = [await madeUpKey('old'), await madeUpKey('next', 'EdDSA')]
    const { d: _private, ...oldPublic } = old
    const world = await selfIssuedWorld()
    const steps = [[old], [old, next], [next, old], [next, oldPublic as SigningJwk]].map((keys) =>
      world.make({ keys }),
    )
    for (const [at, provider] of steps.entries()) {
      const token = (await signedIn(provider)).accessToken
      for (const other of [steps[at - 1], provider, steps[at + 1]])
        if (other) await expect(other.verifyAccessToken(token)).resolves.toHaveProperty('sid')
    }
    const last = world.make({ keys: [next] })
    const { accessToken } = await signedIn(steps[0]!)
    await expect(last.verifyAccessToken(accessToken)).rejects.toThrow(
      expect.objectContaining({ code: 'access_token_invalid' }),
    )
  })
})

describe('selfIssuedProvider', () => {
  test.each<[string, Partial<SelfIssuedOptions>, string]>([
    ['a path in the origin', { origin: 'https://app.example/' }, 'looks like https://app.example'],
    ['plain http', { origin: 'http://app.example' }, 'passwords travel there'],
    ['no origin', { origin: 'app.example' }, 'looks like'],
    ['no keys', { keys: [] }, 'no signing key'],
    ['tokens that live for no time', { accessLifetime: 0 }, 'accessLifetime'],
    ['grants that live for no time', { grantLifetime: NaN }, 'grantLifetime'],
  ])('%s: refused at the start', async (_, change, sentence) => {
    const { make } = await selfIssuedWorld()
    expect(() => make(change)).toThrow(mistake(sentence))
  })
})

function caught(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}
