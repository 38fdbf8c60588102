import { createClient, createCluster, createSentinel } from 'redis'
import { SessionError } from '../session/errors.ts'
import { whereIs } from './redis-address.ts'
import type { RedisAddress } from './redis-address.ts'
import type { RedisScript } from './redis-scripts.ts'

export interface RedisConnection {
  /** Sends one command; `key` is the one that it is about. */
  send(key: string, command: readonly string[]): Promise<unknown>
  run(script: RedisScript, key: string, args: readonly string[]): Promise<unknown>
  close(): Promise<void>
}

export interface RedisTimeouts {
  readonly connectMs: number
  readonly commandMs: number
}

/** What clients of one server, of sentinels and of a cluster have in common. */
interface Link {
  connect(): Promise<unknown>
  send(key: string, command: readonly string[]): Promise<unknown>
  onError(listener: (error: unknown) => void): void
  close(): Promise<unknown>
  destroy(): unknown
}

/**
 * Connects, or says what is wrong. From then on it reconnects by itself; while it is away every command rejects with
 * `store_unavailable`, at once or after `commandMs`, and none is kept to be sent later.
 */
export async function connectRedis(
  address: RedisAddress,
  { connectMs, commandMs }: RedisTimeouts,
): Promise<RedisConnection> {
  const open = async (): Promise<Link> => {
    const link = linkTo(address, connectMs)
    let latest: unknown
    // Without a listener an error event would end the process.
    link.onError((error) => (latest = error))
    try {
      await within(connectMs, link.connect())
      return link
    } catch (error) {
      void abandon(link)
      throw unavailable(address, latest ?? error)
    }
  }
  const retire = (link: Link): Promise<unknown> =>
    within(commandMs, link.close()).catch(() => abandon(link))

  let link = await open()
  let closed = false
  let replacing = false
  /**
   * A machine that vanished ends no connection, and TCP would wait a quarter of an hour for it; one that is no longer
   * the master may keep it too.
   */
  const replaceLink = async (): Promise<void> => {
    if (replacing || closed) return
    replacing = true
    try {
      const fresh = await open()
      const old = link
      link = fresh
      await retire(old)
      if (closed) await retire(fresh)
    } catch {
      // Still away. The next command that gets no answer tries again.
    } finally {
      replacing = false
    }
  }

  const send = async (key: string, command: readonly string[]): Promise<unknown> => {
    try {
      return await within(commandMs, link.send(key, command))
    } catch (error) {
      if (isUnknownScript(error)) throw error
      if (error === noAnswer || reasonOf(error) === 'READONLY') void replaceLink()
      throw unavailable(address, error)
    }
  }
  return {
    send,
    async run({ source, sha1 }, key, args) {
      try {
        return await send(key, ['EVALSHA', sha1, '1', key, ...args])
      } catch (error) {
        // Redis forgets its scripts when it restarts, and each node of a cluster has its own.
        if (!isUnknownScript(error)) throw error
        return send(key, ['EVAL', source, '1', key, ...args])
      }
    },
    async close() {
      closed = true
      await retire(link)
    },
  }
}

function linkTo(address: RedisAddress, connectTimeout: number): Link {
  const { kind, nodes, tls, username, password, master = '', database } = address
  const socket = {
    connectTimeout,
    reconnectStrategy: (retries: number) => Math.min(25 * 2 ** retries, 500) * (1 + Math.random()),
  }
  const common = {
    disableOfflineQueue: true,
    maintNotifications: 'disabled',
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  } as const
  const secured = tls ? { ...socket, tls } : socket

  if (kind === 'cluster') {
    const cluster = createCluster({
      rootNodes: nodes.map((node) => ({ socket: { ...node } })),
      defaults: { ...common, socket: secured },
    })
    return {
      connect: () => cluster.connect(),
      send: (key, command) => cluster.sendCommand(key, false, [...command]),
      onError: (listener) => void cluster.on('error', listener),
      close: () => cluster.close(),
      destroy: () => cluster.destroy(),
    }
  }
  if (kind === 'sentinel') {
    const sentinel = createSentinel({
      name: master,
      sentinelRootNodes: [...nodes],
      nodeClientOptions: { ...common, socket: secured },
      sentinelClientOptions: { maintNotifications: 'disabled', socket: secured },
      // One connection for all commands, as with one server: borrowing it for each would put them in a row.
      reserveClient: true,
      scanInterval: 5000,
      maxCommandRediscovers: 3,
      passthroughClientErrorEvents: true,
    })
    return {
      connect: () => sentinel.connect(),
      send: (_key, command) => sentinel.sendCommand(false, [...command]),
      onError: (listener) => void sentinel.on('error', listener),
      close: () => sentinel.close(),
      destroy: () => sentinel.destroy(),
    }
  }
  const client = createClient({
    ...common,
    socket: { ...secured, ...nodes[0] },
    ...(database !== undefined && { database }),
  })
  return {
    connect: () => client.connect(),
    send: (_key, command) => client.sendCommand(command),
    onError: (listener) => void client.on('error', listener),
    close: () => client.close(),
    destroy: () => client.destroy(),
  }
}

const noAnswer = new Error('no answer in time')

async function abandon(link: Link): Promise<void> {
  try {
    await link.destroy()
  } catch {
    // It was not open any more.
  }
}

/** The client's own timeout ends with the sending, and a Redis that hangs would be waited for without end. */
function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  // One turn of the loop later: if it was this process that hung, the reply is there to be read.
  const timer = setTimeout(() => setImmediate(reject, noAnswer), ms)
  work.then(resolve, reject).finally(() => clearTimeout(timer))
  return promise
}

/** Without a cause: Redis quotes commands in its errors, and a command may hold a password or a session. */
function unavailable(address: RedisAddress, error: unknown): SessionError {
  return new SessionError(
    'store_unavailable',
    `Redis at ${whereIs(address)} cannot be used (${reasonOf(error)}). Sessions are as they were once it can.`,
    { retryAfter: 1 },
  )
}

/** The word for an error that tells nothing of what was sent: ECONNREFUSED, WRONGPASS, LOADING. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if ('code' in error && typeof error.code === 'string') return error.code
  return (
    /^(?:[A-Z]{2,}|no answer in time)(?= |$)/.exec(error.message)?.[0] ?? error.constructor.name
  )
}

function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT')
}
