import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { freePort } from '../lib/free-port.ts'

export interface Servers {
  readonly urls: readonly string[]
  stop(): Promise<void>
}

/** So many processes of the demo over one store and one provider, with one key ring. */
export async function startServers(
  processes: number,
  store: string,
  environment: Readonly<Record<string, string>>,
): Promise<Servers> {
  const keys = `load:${randomBytes(32).toString('base64url')}`
  const started = []
  let port = 3400
  for (let index = 0; index < processes; index += 1) {
    port = await freePort(port)
    started.push(startServer(port, { ...environment, SESSION_STORE: store, SESSION_KEYS: keys }))
    port += 1
  }
  const servers = await Promise.all(started)
  return {
    urls: servers.map(({ url }) => url),
    async stop() {
      await Promise.all(
        servers.map(({ child }) => {
          child.kill()
          return once(child, 'exit')
        }),
      )
    },
  }
}

async function startServer(port: number, environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ['reference-impl/src/demo/main.ts'], {
    env: { ...process.env, ...environment, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await new Promise<void>((resolve, reject) => {
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      if (said.includes('Demo at')) return
      said += chunk.toString()
      if (said.includes('Demo at')) resolve()
    })
    child.once('exit', () => reject(new Error(`A server ended before it was up:\n${said}`)))
  })
  return { url: `http://localhost:${port}`, child }
}
