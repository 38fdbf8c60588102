import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { preview } from 'astro'
import { demoUsers } from '../reference-impl/src/emulator/users.ts'
import { startDemo } from '../reference-impl/src/demo/main.ts'
import { demoStore } from './lib/demo-store.ts'
import { freePort } from './lib/free-port.ts'
import { buildGuide, setUp } from './lib/setup.ts'

const args = process.argv.slice(2)
const onceOnly = args.includes('--once')
const conformanceOptions = args.filter((argument) => argument !== '--once')
const say = (sentence: string) => console.error(sentence)

const stops: (() => unknown)[] = []
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => void stop(signal === 'SIGINT' ? 0 : 143))
}

await setUp(say)
await buildGuide(say)

const demoPort = await port('reference server', 3000)
const demo = await startDemo({
  port: demoPort,
  emulatorPort: await port('emulator', demoPort + 1),
  store: demoStore(demoPort),
  accessTtl: 5,
  quiet: true,
})
stops.push(() => demo.close())
const guide = await preview({
  root: '.',
  logLevel: 'error',
  server: { port: await port('guide', 4321), host: 'localhost' },
})
stops.push(() => guide.stop())

say(addresses())
const code = await checklist()
if (onceOnly) await stop(code)
say(`${addresses()}\n\n  Press Ctrl-C to stop.`)

/** Runs the command line as a user would, with its report on this terminal. */
async function checklist(): Promise<number> {
  const child = spawn(
    process.execPath,
    ['conformance/bin/conformance.js', demo.url, ...conformanceOptions],
    { stdio: 'inherit' },
  )
  stops.push(() => child.kill())
  const [status] = (await once(child, 'exit')) as [number | null]
  return status ?? 1
}

async function port(what: string, wanted: number): Promise<number> {
  const found = await freePort(wanted)
  if (found !== wanted) say(`Port ${wanted} is in use: the ${what} takes ${found}.`)
  return found
}

function addresses(): string {
  const user = demoUsers[0]
  return [
    '',
    `  Guide      http://localhost:${guide.port}`,
    `  Demo app   ${demo.url}   sign in as ${user?.email}, password ${user?.password}`,
    `  Emulator   ${demo.emulatorUrl}   stands in for a Scalekit environment`,
  ].join('\n')
}

async function stop(code: number): Promise<never> {
  await Promise.allSettled(stops.map((end) => end()))
  process.exit(code)
}
