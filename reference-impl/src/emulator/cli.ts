import { parseArgs } from 'node:util'
import { serveEmulator } from './serve.ts'
import { demoPassword, demoUsers } from './users.ts'

const usage = `scalekit-emulator: a Scalekit environment on this machine, for development and tests

  --port N          port to listen on (default 8787; 0 for any free one)
  --host NAME       name or address to listen on (default 127.0.0.1)
  --access-ttl S    seconds that an access token lives (default 300)
  --state FILE      keep users, sessions and keys in this file from one run to the next
  --auto-approve    sign in whom login_hint names, without the sign-in page
  --help            this text
`

/** The bin: serves an emulator until it is interrupted, and prints how to reach it. */
export async function main(argv: readonly string[]): Promise<void> {
  const options = readOptions(argv)
  if (typeof options === 'string') return refuse(options)
  if (options.help) return void process.stdout.write(usage)

  try {
    const served = await serveEmulator(options)
    process.stdout.write(greeting(served.url, served.emulator.environment.client))
    const stop = (): void => void served.close().then(() => process.exit(0))
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    refuse(`Port ${options.port} is taken. Choose another with --port, or --port 0 for any.`)
  }
}

function readOptions(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string', default: '8787' },
        host: { type: 'string', default: '127.0.0.1' },
        'access-ttl': { type: 'string', default: '300' },
        state: { type: 'string' },
        'auto-approve': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    const port = wholeNumber(values.port, 0, 65_535)
    if (port === undefined) return `--port is "${values.port}". Give a number from 0 to 65535.`
    const access = wholeNumber(values['access-ttl'], 1, 86_400)
    if (access === undefined) {
      return `--access-ttl is "${values['access-ttl']}". Give seconds, from 1 to 86400.`
    }
    const knobs = { lifetimes: { access }, autoApprove: values['auto-approve'] }
    const state = values.state === undefined ? {} : { stateFile: values.state }
    return { port, host: values.host, help: values.help, knobs, ...state }
  } catch (error) {
    return `${(error as Error).message.split('. ')[0]}. See --help.`
  }
}

function wholeNumber(text: string, least: number, most: number): number | undefined {
  const value = /^\d+$/.test(text) ? Number(text) : NaN
  return value >= least && value <= most ? value : undefined
}

function greeting(url: string, client: { clientId: string; clientSecret: string }): string {
  const people = demoUsers.map(({ email }) => email).join(', ')
  return `The Scalekit emulator listens. Give these to the application:

export SCALEKIT_ENVIRONMENT_URL=${url}
export SCALEKIT_CLIENT_ID=${client.clientId}
export SCALEKIT_CLIENT_SECRET=${client.clientSecret}

Users: ${people} (password: ${demoPassword})
State and counters: ${url}/_emulator/state
`
}

function refuse(sentence: string): void {
  process.stderr.write(`scalekit-emulator: ${sentence}\n`)
  process.exitCode = 2
}
