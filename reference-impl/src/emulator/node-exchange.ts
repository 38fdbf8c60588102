import type { IncomingMessage } from 'node:http'
import type { Http2ServerRequest } from 'node:http2'
import { latency, type Emulator } from './emulator.ts'
import { ConnectionLost, takeFailure } from './failure.ts'
import { problem } from './http/problem.ts'

export type NodeRequest = IncomingMessage | Http2ServerRequest

/** What the responses of HTTP/1.1 and HTTP/2 share. */
export interface NodeResponse {
  readonly destroyed: boolean
  writeHead(status: number, headers?: Record<string, string>): unknown
  end(body: Uint8Array): unknown
  once(event: 'close', listener: () => void): unknown
}

/** More than any request to these endpoints holds. */
const largestBody = 64 * 1024

/** Answers a request of Node's by the emulator's `fetch`; `answered` is done before the caller hears of it. */
export async function answerNode(
  emulator: Emulator,
  request: NodeRequest,
  response: NodeResponse,
  answered: () => Promise<void>,
): Promise<void> {
  try {
    const asked = await webRequest(emulator.environment.issuer, request, response)
    if (asked instanceof Response) return await send(asked, response)
    const ip = request.socket.remoteAddress ?? ''
    const answer = await emulator.fetch(asked, { ip }).finally(answered)
    await send(answer, response)
  } catch (error) {
    if (error instanceof ConnectionLost || response.destroyed || request.destroyed) {
      return dropConnection(request)
    }
    await send(problem(500, 'The emulator has a bug; its console says more.'), response)
    console.error(error)
  }
}

/** Lets a gRPC call through, unless the knobs ask for a failure. */
export async function hinderGrpc(
  emulator: Emulator,
  request: NodeRequest,
  response: NodeResponse,
  pass: () => void,
): Promise<void> {
  emulator.counters.grpc += 1
  const kind = takeFailure(emulator.environment, 'grpc')
  await latency(emulator.environment)
  if (kind === undefined) return pass()
  if (kind === 'timeout') return
  if (kind === '503' || kind === '429') {
    // gRPC clients map the status of a proxy that speaks no gRPC to a code of their own.
    response.writeHead(Number(kind))
    response.end(new Uint8Array())
    return
  }
  dropConnection(request)
}

async function webRequest(
  issuer: string,
  request: NodeRequest,
  response: NodeResponse,
): Promise<Request | Response> {
  const { url = '', method = '' } = request
  if (!url.startsWith('/') || !URL.canParse(issuer + url)) {
    return problem(400, 'The request target is no path.')
  }
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    if (!name.startsWith(':') && value !== undefined) headers.set(name, String(value))
  }
  if (method !== 'GET' && method !== 'POST') return problem(405, 'Send GET or POST.')
  const body = await bodyOf(request)
  if (!body) return problem(413, `Send at most ${largestBody} bytes.`)
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  return new Request(issuer + url, {
    method,
    headers,
    signal: gone.signal,
    ...(method === 'POST' && { body }),
  })
}

async function bodyOf(request: NodeRequest): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    length += chunk.length
    if (length > largestBody) return undefined
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

async function send(answer: Response, response: NodeResponse): Promise<void> {
  const body = new Uint8Array(await answer.arrayBuffer())
  response.writeHead(answer.status, Object.fromEntries(answer.headers))
  response.end(body)
}

function dropConnection(request: NodeRequest): void {
  if ('stream' in request) request.stream.session?.destroy()
  else request.socket.resetAndDestroy()
}
