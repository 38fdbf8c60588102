import { createServer, type RequestListener, type Server } from 'node:http'
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server as TcpServer,
} from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import type { Failure, SeenResponse } from '../../wire/exchange.ts'
import { isResponse } from '../transport.ts'
import { MAX_BODY_OCTETS } from './body.ts'
import { createHttpTransport } from './transport.ts'

const open: (Server | TcpServer)[] = []

afterEach(() => {
  for (const server of open.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections()
    server.close()
  }
})

async function listen(server: Server | TcpServer): Promise<string> {
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, resolve))
  return `http://localhost:${(server.address() as AddressInfo).port}/`
}

async function ask(url: string, timeout = 2000): Promise<SeenResponse | Failure> {
  const transport = createHttpTransport({ timeout })
  const outcome = await transport.send({ method: 'GET', url, headers: [] })
  await transport.close()
  return outcome
}

/** A server that writes these octets to whoever connects. */
const raw = (...chunks: (string | Buffer)[]): TcpServer =>
  createTcpServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      for (const chunk of chunks) socket.write(chunk)
      socket.end()
    })
  })

const http = (listener: RequestListener): Server => createServer(listener)

test('header lines keep order, case and number', async () => {
  const url = await listen(
    raw(
      'HTTP/1.1 200 OK\r\nSET-Cookie: a=1\r\nX-b: 2\r\nset-cookie: a=1\r\nContent-Length: 2\r\n\r\nhi',
    ),
  )
  expect(await ask(url)).toEqual({
    status: 200,
    headers: [
      ['SET-Cookie', 'a=1'],
      ['X-b', '2'],
      ['set-cookie', 'a=1'],
      ['Content-Length', '2'],
    ],
    body: 'hi',
  })
})

test.each([
  ['UTF-8', Buffer.from('grün'), 'grün'],
  ['no UTF-8', Buffer.from('gr\u00fcn\u0085', 'latin1'), 'gr\u00fcn\u0085'],
])('octets beyond ASCII in a header: %s', async (_name, octets, seen) => {
  const head = [Buffer.from('HTTP/1.1 200 OK\r\nX-A: '), octets, Buffer.from('\r\n\r\n')]
  expect(await ask(await listen(raw(Buffer.concat(head))))).toMatchObject({
    headers: [['X-A', seen]],
  })
})

describe('a target that misbehaves ends in a verdict', () => {
  test.each<[string, string, () => Server | TcpServer]>([
    ['it never answers', 'timeout', () => http(() => {})],
    ['it sends a header and then nothing', 'timeout', () => http((_, r) => r.flushHeaders())],
    [
      'it drips for ever',
      'timeout',
      () => http((_, r) => void setInterval(() => r.write('x'), 50).unref()),
    ],
    ['it hangs up', 'reset', () => http((request) => void request.socket.destroy())],
    [
      'it hangs up in the body',
      'reset',
      () => raw('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi'),
    ],
    ['it speaks no HTTP', 'malformed', () => raw('220 smtp ready\r\n')],
    [
      'it says one length and means another',
      'malformed',
      () => raw('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nhi'),
    ],
    [
      'it sends 300 kB of headers',
      'malformed',
      () => raw(`HTTP/1.1 200 OK\r\n${`X-Pad: ${'x'.repeat(1000)}\r\n`.repeat(300)}\r\n`),
    ],
    [
      'it lies about its coding',
      'malformed',
      () => http((_, r) => void r.setHeader('content-encoding', 'gzip').end('no gzip')),
    ],
  ])('%s: %s', async (_name, kind, server) => {
    const url = await listen(server())
    expect(await ask(url, 400)).toMatchObject({ kind })
  })

  test('a thousand Set-Cookie lines are all kept', async () => {
    const lines = Array.from({ length: 1000 }, (_, at) => `c${at}=1`)
    const url = await listen(http((_, r) => void r.setHeader('set-cookie', lines).end()))
    const outcome = await ask(url, 2000)
    expect(
      isResponse(outcome) && outcome.headers.filter(([name]) => name === 'set-cookie'),
    ).toHaveLength(1000)
  })
})

describe('a body', () => {
  const text = 'Grüße 漢字'
  test.each<[string, Buffer]>([
    ['identity', Buffer.from(text)],
    ['gzip', gzipSync(text)],
    ['br', brotliCompressSync(text)],
  ])('in %s', async (coding, octets) => {
    const url = await listen(
      http((_, r) => void r.setHeader('content-encoding', coding).end(octets)),
    )
    expect(await ask(url)).toMatchObject({ status: 200, body: text })
  })

  test.each<[string, RequestListener]>([
    [
      'a flood',
      (_, r) => {
        const chunk = 'x'.repeat(65_536)
        const pour = (): void => {
          while (!r.destroyed && r.write(chunk));
          if (!r.destroyed) r.once('drain', pour)
        }
        pour()
      },
    ],
    [
      'a bomb',
      (_, r) =>
        void r.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(64 * 1024 * 1024))),
    ],
  ])('%s is cut', async (_name, listener) => {
    const url = await listen(http(listener))
    const outcome = await ask(url, 5000)
    expect(outcome).toMatchObject({ status: 200, truncated: true })
    expect(isResponse(outcome) && outcome.body.length).toBe(MAX_BODY_OCTETS)
  })
})
