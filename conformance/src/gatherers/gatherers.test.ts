import { describe, expect, test } from 'vitest'
import { exchange } from '../../test/literal.ts'
import { inTime, TooSlow } from '../target/gap.ts'
import { endpointSeen } from './refresh.ts'
import { secretsOf } from './secret-book.ts'
import { turnsFor } from './turns.ts'

describe('turns', () => {
  /** A clock whose sleeps end when the test says so. */
  function clockOf() {
    const sleeping: (() => void)[] = []
    const sleep = () => new Promise<void>((wake) => sleeping.push(wake))
    return { now: () => 0, sleep, wakeAll: () => sleeping.splice(0).forEach((wake) => wake()) }
  }

  test('in a browser one journey acts while the others sleep', async () => {
    const clock = clockOf()
    const alone = turnsFor('browser', clock)
    const log: string[] = []
    const journeys = ['a', 'b'].map((name) =>
      alone(async ({ sleep }) => {
        log.push(`${name} acts`)
        await Promise.resolve()
        log.push(`${name} sleeps`)
        await sleep(1)
        log.push(`${name} again`)
        await Promise.resolve()
        log.push(`${name} done`)
      }),
    )
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(log).toEqual(['a acts', 'a sleeps', 'b acts', 'b sleeps'])
    clock.wakeAll()
    await Promise.all(journeys)
    expect(log.slice(4)).toEqual(['a again', 'a done', 'b again', 'b done'])
  })

  test('a journey that fails passes its turn on', async () => {
    const alone = turnsFor('browser', clockOf())
    await expect(alone(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await alone(async () => 'next')).toBe('next')
  })
})

describe('a journey that was too slow', () => {
  const failing = (times: number) => {
    let count = 0
    return async () => {
      count += 1
      if (count <= times) throw new TooSlow('it ended')
      return count
    }
  }

  test('is begun anew', async () => expect(await inTime('x', failing(2))).toBe(3))

  test('is given up with a reason at last', async () => {
    await expect(inTime('revocation', failing(3))).rejects.toMatchObject({
      gap: { gap: true, reason: 'revocation: it ended, 3 times' },
    })
  })

  test('other failures are not tried again', async () => {
    let count = 0
    const broken = async () => {
      count += 1
      throw new Error('bug')
    }
    await expect(inTime('x', broken)).rejects.toThrow('bug')
    expect(count).toBe(1)
  })
})

test('the refresh endpoint is where the refresh cookie went and a new one came', () => {
  const hops = [
    exchange('GET /api/me', 307, [], { sent: ['Cookie: at=old'] }),
    exchange('GET /auth/refresh?return_to=%2F', 307, ['Set-Cookie: rt=new'], {
      sent: ['Cookie: at=old; rt=old'],
    }),
  ]
  expect(endpointSeen([{ label: 'x', hops }], ['rt'])).toEqual({
    method: 'GET',
    path: '/auth/refresh',
  })
  expect(endpointSeen([{ label: 'x', hops: hops.slice(0, 1) }], ['rt'])).toBeUndefined()
})

test('secrets are found in cookies, URLs, bodies and headers, and plain words are none', () => {
  const jwt = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl'
  const trail = [
    exchange('GET /cb?code=c0de-c0de&lang=en-GB&state=st4te-st4te', 302, [
      'Set-Cookie: at=s%3Aone-two-three; Path=/',
      'Set-Cookie: theme=dark',
      'Location: /x#access_token=frag-ment-1',
    ]),
    exchange('POST /token', 200, [], {
      body: 'refresh_token=b0dy-b0dy',
      sent: ['Authorization: Bearer head-er-1', `X-Assertion: ${jwt}`],
    }),
  ]
  const secrets = secretsOf(
    {
      url: 'http://localhost',
      accounts: [{ username: 'ada', password: 'pw' }],
      signIn: { request: { path: '/' } },
      protected: {},
    },
    { access: ['at'], refresh: [] },
    trail,
  )
  expect(Object.fromEntries(secrets)).toEqual({
    pw: 'password',
    's%3Aone-two-three': 'access',
    's:one-two-three': 'access',
    'c0de-c0de': 'code',
    'st4te-st4te': 'state',
    'frag-ment-1': 'access-token',
    'b0dy-b0dy': 'refresh-token',
    'head-er-1': 'authorization',
    [jwt]: 'token',
  })
})
