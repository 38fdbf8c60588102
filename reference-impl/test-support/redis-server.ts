import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A real redis-server on a port of its own, which tests stop, start again and hold up. */
export interface RedisServer {
  readonly port: number
  readonly url: string
  /** Dies without a word, as a machine does. */
  kill(): Promise<void>
  /** Starts again after `kill`, with the same port and the same data. */
  restart(): Promise<void>
  /** Stops in the middle of whatever it does, with its connections open. */
  hang(): void
  wake(): void
  close(): Promise<void>
}

const missing =
  'There is no redis-server on the PATH, and these tests run against a real one. Install it ' +
  '(apt-get install redis-server, brew install redis), or run the checks as root on Debian or Ubuntu, which does.'

export async function startRedis(...args: readonly string[]): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'redis-'))
  const port = await freePort()
  // Every write is on the disk before it is answered, so that killing it loses nothing.
  const kept = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always']
  const all = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, ...kept, ...args]
  const start = () => launch('redis-server', all)
  let child = await start()
  const killed = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    kill: killed,
    restart: async () => void (child = await start()),
    hang: () => void child.kill('SIGSTOP'),
    wake: () => void child.kill('SIGCONT'),
    async close() {
      await killed()
      rmSync(folder, { recursive: true })
    },
  }
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Runs a server until it says that it accepts connections. */
export async function launch(command: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  running.add(child)
  child.once('exit', () => running.delete(child))
  await new Promise<void>((resolve, reject) => {
    let log = ''
    child.on('error', (cause: NodeJS.ErrnoException) =>
      reject(cause.code === 'ENOENT' ? new Error(missing, { cause }) : cause),
    )
    child.once('exit', () => reject(new Error(`redis-server ended at once:\n${log}`)))
    child.stdout?.on('data', (chunk: Buffer) => {
      log += chunk.toString()
      if (/ready to accept connections|Sentinel ID is/i.test(log)) resolve()
    })
  })
  return child
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
