import { createServer as createHttp1Server, type ServerResponse } from 'node:http'
import { createServer as createHttp2Server, type Http2ServerResponse } from 'node:http2'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { connectNodeAdapter } from '@connectrpc/connect-node'
import { createEmulator, type Emulator, type EmulatorOptions } from './emulator.ts'
import { sessionService } from './grpc.ts'
import { adminRoutes } from './http/admin.ts'
import { answerNode, hinderGrpc, type NodeRequest } from './node-exchange.ts'
import { readSnapshot, writeSnapshot } from './state-file.ts'

export interface ServeOptions extends Omit<EmulatorOptions, 'issuer' | 'moreRoutes' | 'snapshot'> {
  /** 0, the default, for any free one. */
  readonly port?: number
  /**
   * Name or address to listen on and be reached by. The default, `127.0.0.1`, is cross-site to an application on
   * `localhost`, as a real provider is.
   */
  readonly host?: string
  /**
   * File that keeps users, sessions, tokens and keys from one run to the next, in the clear: for a demo whose people
   * stay signed in over a restart. It wants a fixed port, since the port is part of the issuer.
   */
  readonly stateFile?: string
}

export interface ServedEmulator {
  /** Origin of the environment: SCALEKIT_ENVIRONMENT_URL. */
  readonly url: string
  readonly emulator: Emulator
  close(): Promise<void>
}

/** Serves an emulator: HTTP/1.1 and HTTP/2 without TLS on one port, as the SDK wants both of one URL. */
export async function serveEmulator(options: ServeOptions = {}): Promise<ServedEmulator> {
  const { port = 0, host = '127.0.0.1', stateFile, ...rest } = options
  const sockets = new Set<Socket>()
  const listener = createServer()
  const address = await listening(listener, port, host)
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`
  const emulator = createEmulator({
    ...rest,
    issuer: url,
    moreRoutes: adminRoutes(options.knobs ?? {}),
    ...(stateFile !== undefined && { snapshot: readSnapshot(stateFile) }),
  })
  // Made now, or the first sign-in would wait for it.
  await emulator.environment.keys.current()
  const answered = async (): Promise<void> => {
    if (stateFile !== undefined) await writeSnapshot(stateFile, emulator.environment)
  }

  const rpc = connectNodeAdapter({
    routes: sessionService(emulator.environment, answered),
    grpcWeb: false,
    fallback: (request, response) => void answerNode(emulator, request, response, answered),
  })
  const answer = (request: NodeRequest, response: ServerResponse | Http2ServerResponse): void => {
    if (!request.url?.startsWith('/scalekit.v1.')) return rpc(request, response)
    void hinderGrpc(emulator, request, response, () => rpc(request, response))
  }
  const http1 = createHttp1Server(answer)
  const http2 = createHttp2Server(answer)
  // A client that breaks off is no event for an emulator.
  http2.on('sessionError', () => {})

  listener.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    peek(socket, (speaksHttp2) => {
      const server = speaksHttp2 ? http2 : http1
      server.emit('connection', socket)
    })
  })

  return {
    url,
    emulator,
    close: () =>
      new Promise((resolve) => {
        listener.close(() => resolve())
        // The SDK keeps its HTTP/2 connection open for as long as it is let.
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** Start of the HTTP/2 connection preface (RFC 9113 §3.4). */
const preface = 'PRI'

/**
 * Tells by its first bytes what a connection speaks, and puts them back.
 * It listens for `readable`: `data` would set the stream flowing, and HTTP/2 would miss its preface.
 */
function peek(socket: Socket, found: (speaksHttp2: boolean) => void): void {
  let head = Buffer.alloc(0)
  const read = (): void => {
    const chunk = socket.read() as Buffer | null
    if (chunk === null) return
    head = Buffer.concat([head, chunk])
    const start = head.toString('latin1', 0, preface.length)
    // "P" may yet become POST; putting it back now would make the socket readable again at once, for ever.
    if (start.length < preface.length && preface.startsWith(start)) return
    socket.off('readable', read)
    socket.unshift(head)
    found(start === preface)
  }
  socket.on('readable', read)
}

function listening(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // Names under localhost need not resolve, but they always mean this machine (RFC 6761 §6.3).
    server.listen(port, /(^|\.)localhost$/.test(host) ? '127.0.0.1' : host, () => {
      server.off('error', reject)
      resolve(server.address() as AddressInfo)
    })
  })
}
