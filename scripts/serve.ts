import { parseArgs } from 'node:util'
import { mutantById, mutantIds } from '../conformance/test/mutants/index.ts'
import { startDemo } from '../reference-impl/src/demo/main.ts'
import { SessionError } from '../reference-impl/src/session/errors.ts'
import { STRATEGIES } from '../reference-impl/src/session/strategy.ts'
import type { Strategy } from '../reference-impl/src/session/strategy.ts'
import { demoStore } from './lib/demo-store.ts'
import { freePort } from './lib/free-port.ts'
import { didYouMean, nearest } from '../conformance/src/config/nearest.ts'

const usage =
  'npm run serve -- [--port N] [--strategy redirect|respond|vault|bearer] [--store memory|FILE|redis://HOST:PORT] [--defect ID] [--access-ttl SECONDS]'

const options = readOptions()
const port = await freePort(options.port)
if (port !== options.port) console.error(`Port ${options.port} is in use: taking ${port}.`)
const demo = await startDemo({
  port,
  emulatorPort: await freePort(port + 1),
  accessTtl: options.accessTtl,
  store: options.store ?? demoStore(port),
  ...(options.strategy && { strategy: options.strategy }),
  ...(options.defect ? { defect: mutantById(options.defect).defect } : {}),
}).catch((error: unknown) => {
  if (error instanceof SessionError) refuse(error.message)
  throw error
})
console.log(
  JSON.stringify({
    url: demo.url,
    emulator: demo.emulatorUrl,
    ...(options.defect ? { defect: options.defect } : {}),
  }),
)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => void demo.close().then(() => process.exit(0)))
}

function readOptions() {
  const { values } = parse()
  const port = wholeNumber('--port', values.port ?? '3000', 1, 65_535)
  const accessTtl = wholeNumber('--access-ttl', values['access-ttl'] ?? '5', 1, 86_400)
  const strategy = values.strategy === undefined ? undefined : strategyOf(values.strategy)
  if (values.defect !== undefined && !mutantIds.includes(values.defect)) {
    const near = nearest(values.defect, mutantIds)
    refuse(`--defect ${values.defect} is not known${near ? `: did you mean ${near}?` : '.'}`)
  }
  return { port, accessTtl, strategy, store: values.store, defect: values.defect }
}

function strategyOf(name: string): Strategy {
  const known = Object.keys(STRATEGIES)
  if (known.includes(name)) return name as Strategy
  return refuse(
    `--strategy ${name} is not known${didYouMean(name, known) || `: ${known.join(', ')}.`}`,
  )
}

function parse() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string' },
        strategy: { type: 'string' },
        store: { type: 'string' },
        defect: { type: 'string' },
        'access-ttl': { type: 'string' },
      },
    })
  } catch (error) {
    return refuse((error as Error).message)
  }
}

function wholeNumber(flag: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= least && value <= most) return value
  return refuse(`${flag} ${text}: give a whole number from ${least} to ${most}.`)
}

function refuse(sentence: string): never {
  console.error(`${sentence}\n${usage}`)
  process.exit(2)
}
