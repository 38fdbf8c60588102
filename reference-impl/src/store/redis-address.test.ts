import { expect, test } from 'vitest'
import { isRedisUrl, redisAddress, whereIs } from './redis-address.ts'

const plain = { tls: false }

test.each([
  ['redis://localhost', { ...plain, kind: 'single', nodes: [{ host: 'localhost', port: 6379 }] }],
  [
    'rediss://ada:p%40ss:word@redis.example:6380/2',
    {
      kind: 'single',
      tls: true,
      username: 'ada',
      password: 'p@ss:word',
      nodes: [{ host: 'redis.example', port: 6380 }],
      database: 2,
    },
  ],
  [
    'redis://:only-a-password@[::1]:7000/',
    { ...plain, kind: 'single', password: 'only-a-password', nodes: [{ host: '::1', port: 7000 }] },
  ],
  [
    'redis-sentinel://ada:secret@one.example,two.example:7000/the%20master',
    {
      ...plain,
      kind: 'sentinel',
      username: 'ada',
      password: 'secret',
      nodes: [
        { host: 'one.example', port: 26379 },
        { host: 'two.example', port: 7000 },
      ],
      master: 'the master',
    },
  ],
  [
    'rediss-cluster://one.example:7001,two.example',
    {
      kind: 'cluster',
      tls: true,
      nodes: [
        { host: 'one.example', port: 7001 },
        { host: 'two.example', port: 6379 },
      ],
    },
  ],
])('%s is understood', (url, address) => {
  expect(redisAddress(url)).toEqual(address)
})

test.each([
  ['redis:/secret', 'cannot be read'],
  ['redis://:secret@', 'cannot be read'],
  ['redis-cloud://:secret@host', 'cannot be read'],
  ['https://:secret@host', 'cannot be read'],
  ['redis://:secret@ho st', 'host of Redis cannot be read'],
  ['redis://:secret@host:port', 'host of Redis cannot be read'],
  ['redis://:secret@:6379', 'host of Redis'],
  ['redis://:secret%@host', 'hexadecimal'],
  ['redis://:secret@one,two', 'Several hosts'],
  ['redis://:secret@host/sessions', 'is a number'],
  ['redis-sentinel://:secret@host', 'does not name their master'],
  ['redis-cluster://:secret@host/1', 'no databases'],
])('%s is refused with a sentence that does not quote it', (url, reason) => {
  let message = ''
  try {
    redisAddress(url)
  } catch (error) {
    message = String(error)
    expect(error).toMatchObject({ code: 'policy_invalid' })
  }
  expect(message).toContain(reason)
  expect(message).toContain('Write redis://host:6379/0')
  expect(message).not.toContain('secret')
})

test('a message may say where, and no more', () => {
  const address = redisAddress('redis-cluster://ada:secret@one:1,two:2')
  expect(whereIs(address)).toBe('one:1, two:2')
})

test.each([
  ['redis://x', true],
  ['rediss-cluster://x', true],
  ['redis.sqlite', false],
  ['redis-data.sqlite', false],
  ['/data/redis:1', false],
])('%s names a Redis: %j', (text, verdict) => {
  expect(isRedisUrl(text)).toBe(verdict)
})
