import { SessionError } from '../session/errors.ts'

/** Where a Redis is, as its URL says. */
export interface RedisAddress {
  readonly kind: 'single' | 'sentinel' | 'cluster'
  readonly tls: boolean
  readonly username?: string
  readonly password?: string
  /** The server; or some of the sentinels, or of the cluster's nodes: they name the others. */
  readonly nodes: readonly RedisNode[]
  /** The name that the sentinels know the master by. */
  readonly master?: string
  readonly database?: number
}

export interface RedisNode {
  readonly host: string
  readonly port: number
}

const form =
  /^(?<scheme>rediss?)(?:-(?<kind>sentinel|cluster))?:\/\/(?:(?<credentials>.*)@)?(?<hosts>[^/?#@]+)(?:\/(?<path>[^/?#]*))?$/

const shapes =
  'Write redis://host:6379/0, rediss://host:6380, redis-sentinel://host:26379,host:26379/master, ' +
  'or redis-cluster://host:6379,host:6379; user:password@ goes before the first host, percent-encoded.'

/** Whether it names a Redis at all, well or badly. */
export function isRedisUrl(url: string): boolean {
  return /^rediss?(?:-\w+)?:/.test(url)
}

/** Reads a URL. What is wrong with it is told without showing it: a password may be inside. */
export function redisAddress(url: string): RedisAddress {
  const { scheme, kind = 'single', credentials, hosts = '', path } = form.exec(url)?.groups ?? {}
  if (scheme === undefined) throw mistake('The address of Redis cannot be read.')
  const address = {
    tls: scheme === 'rediss',
    ...(credentials !== undefined && readCredentials(credentials)),
    nodes: hosts.split(',').map((host) => readNode(host, kind === 'sentinel' ? 26379 : 6379)),
  }
  if (kind === 'sentinel') {
    if (!path) throw mistake('The address of the sentinels does not name their master.')
    return { ...address, kind, master: decoded(path) }
  }
  if (kind === 'cluster') {
    if (path) throw mistake('A cluster has no databases to choose from.')
    return { ...address, kind }
  }
  if (address.nodes.length > 1) throw mistake('Several hosts are a cluster, or sentinels.')
  if (!/^\d*$/.test(path ?? '')) throw mistake('The database of Redis is a number.')
  return { ...address, kind: 'single', ...(path && { database: Number(path) }) }
}

/** Hosts and ports, for messages: no credentials. */
export function whereIs({ nodes }: RedisAddress): string {
  return nodes.map(({ host, port }) => `${host}:${port}`).join(', ')
}

function readCredentials(text: string): { username?: string; password?: string } {
  const [username = '', ...password] = text.split(':')
  return {
    ...(username !== '' && { username: decoded(username) }),
    ...(password.length > 0 && { password: decoded(password.join(':')) }),
  }
}

function readNode(text: string, defaultPort: number): RedisNode {
  if (!URL.canParse(`redis://${text}`)) throw mistake('A host of Redis cannot be read.')
  const { hostname, port } = new URL(`redis://${text}`)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  if (host === '') throw mistake('A host of Redis has no name.')
  return { host, port: port === '' ? defaultPort : Number(port) }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw mistake('A % in the address of Redis is not followed by two hexadecimal digits.')
  }
}

function mistake(sentence: string): SessionError {
  return new SessionError('policy_invalid', `${sentence} ${shapes}`)
}
