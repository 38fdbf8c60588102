import { createServer } from 'node:net'

const tries = 50

/** The first port from `wanted` on at which nothing listens on the loopback interface. */
export async function freePort(wanted: number): Promise<number> {
  for (let port = wanted; port < wanted + tries; port += 1) {
    if ((await isFree(port, '127.0.0.1')) && (await isFree(port, '::1'))) return port
  }
  throw new Error(`Ports ${wanted} to ${wanted + tries - 1} are all in use: free one of them.`)
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    // A machine without IPv6 has no ::1 to be in use.
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)))
  })
}
