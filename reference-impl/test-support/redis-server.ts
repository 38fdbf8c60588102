import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
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
  // Every write is with the system before it is answered, so that killing the process loses nothing.
  const kept = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'no']
  // A replica would wait five seconds for others to come.
  const atOnce = ['--repl-diskless-sync-delay', '0']
  return start((port) => ['--port', String(port), ...kept, ...atOnce, ...args])
}

/** A sentinel that is a quorum by itself, and soon takes a master for dead. */
export async function startSentinel(name: string, masterPort: number): Promise<RedisServer> {
  return start((port, folder) => {
    const file = join(folder, 'sentinel.conf')
    const lines = [
      `port ${port}`,
      `sentinel monitor ${name} 127.0.0.1 ${masterPort} 1`,
      `sentinel down-after-milliseconds ${name} 1000`,
      `sentinel failover-timeout ${name} 5000`,
    ]
    writeFileSync(file, lines.join('\n'))
    return [file, '--sentinel']
  })
}

async function start(
  configured: (port: number, folder: string) => readonly string[],
): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'redis-'))
  const port = await freePort()
  const args = [...configured(port, folder), '--bind', '127.0.0.1', '--dir', folder]
  let child = await launch(args)
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    kill,
    restart: async () => void (child = await launch(args)),
    hang: () => void child.kill('SIGSTOP'),
    wake: () => void child.kill('SIGCONT'),
    async close() {
      await kill()
      rmSync(folder, { recursive: true })
    },
  }
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Runs a server until it says that it accepts connections. */
async function launch(args: readonly string[]): Promise<ChildProcess> {
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] })
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

/** One that is free; so low that ten thousand more, where nodes of a cluster talk, is a port too. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port + 10_000 < 65_536 ? port : freePort()
}

/** What redis-cli answers. */
export function redisCli(...args: readonly string[]): string {
  const { status, stdout, error } = spawnSync('redis-cli', args, { encoding: 'utf8' })
  if (status !== 0)
    throw new Error(`redis-cli ${args.join(' ')} failed:\n${stdout}`, { cause: error })
  return stdout
}
