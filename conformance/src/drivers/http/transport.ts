import { getCACertificates } from 'node:tls'
import { Agent } from 'undici'
import type { Failure, HeaderLines, SeenResponse, SentRequest } from '../../wire/exchange.ts'
import type { Transport } from '../transport.ts'
import { readBody } from './body.ts'
import { failureOf } from './failure.ts'

/** What the TCP and TLS side of a run may need. */
export interface TransportOptions {
  /** Per request, from the connection to the last octet; milliseconds. */
  readonly timeout: number
  /** PEM certificates to trust beside the system's. */
  readonly ca?: readonly string[]
  /** Accept any certificate. */
  readonly insecure?: boolean
}

export interface HttpTransport {
  readonly send: Transport
  close(): Promise<void>
}

/** As much as Chromium reads of a response's header section. */
const MAX_HEADER_OCTETS = 256 * 1024

/** Connections to one origin: enough for a race, few enough not to be a load. */
const CONNECTIONS = 24

/** Requests over undici, response headers in their order, case and number; it follows nothing and never rejects. */
export function createHttpTransport(options: TransportOptions): HttpTransport {
  const { timeout } = options
  const agent = new Agent({
    connections: CONNECTIONS,
    pipelining: 1,
    maxHeaderSize: MAX_HEADER_OCTETS,
    headersTimeout: timeout,
    bodyTimeout: timeout,
    connect: {
      timeout,
      rejectUnauthorized: options.insecure !== true,
      // A list of one's own replaces Node's, so its own are put back.
      ...(options.ca ? { ca: [...getCACertificates('default'), ...options.ca] } : {}),
    },
  })
  return {
    send: (request) => send(agent, request, timeout),
    close: () => agent.destroy(),
  }
}

async function send(
  agent: Agent,
  request: SentRequest,
  timeout: number,
): Promise<SeenResponse | Failure> {
  const url = new URL(request.url)
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(new TimeoutSignal()), timeout)
  try {
    const response = await agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: request.method,
      headers: request.headers.flatMap(([name, value]) => [name, encodeValue(value)]),
      body: request.body ?? null,
      responseHeaders: 'raw',
      signal: abort.signal,
    })
    const headers = headerLines(response.headers)
    const { text, truncated } = await readBody(response.body, headers)
    return {
      status: response.statusCode,
      headers,
      body: text,
      ...(truncated ? { truncated: true as const } : {}),
    }
  } catch (error) {
    if (abort.signal.aborted)
      return { kind: 'timeout', message: `no whole answer in ${timeout} ms` }
    return failureOf(error)
  } finally {
    clearTimeout(timer)
  }
}

class TimeoutSignal extends Error {}

/** With `responseHeaders: 'raw'` undici gives a flat list of names and values. */
function headerLines(raw: unknown): HeaderLines {
  const flat = raw as readonly (string | Buffer)[]
  const lines: [string, string][] = []
  for (let at = 0; at + 1 < flat.length; at += 2)
    lines.push([String(flat[at]), decodeValue(flat[at + 1])])
  return lines
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Header octets beyond ASCII are shown as UTF-8, as most servers that send them mean them; else as they are. */
function decodeValue(value: string | Buffer | undefined): string {
  if (value === undefined) return ''
  const octets = typeof value === 'string' ? Buffer.from(value, 'latin1') : value
  try {
    return utf8.decode(octets)
  } catch {
    return octets.toString('latin1')
  }
}

/** Undici writes header values as latin1: text beyond it goes out as the octets of its UTF-8. */
function encodeValue(value: string): string {
  return Buffer.from(value, 'utf8').toString('latin1')
}
