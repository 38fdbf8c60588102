import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { serveEmulator } from '../emulator/serve.ts'
import { demoClient } from '../emulator/emulator.ts'
import { demoUsers } from '../emulator/users.ts'
import { scalekitProvider } from '../provider/scalekit.ts'
import { nodeSealer } from '../sealing/node.ts'
import { definePolicy } from '../session/policy.ts'
import type { Policy } from '../session/policy.ts'
import { policyFromEnvironment } from '../session/policy-environment.ts'
import { createSessions } from '../session/sessions.ts'
import type { Strategy } from '../session/strategy.ts'
import { createDemoApp } from './app.ts'
import { applyDefect } from './apply-defect.ts'
import { conformanceDocument } from './conformance.ts'
import type { Defect } from './defect.ts'
import { homeOf } from './home.ts'
import { sealingKeys } from './keys.ts'
import { fileOf, openStore } from './open-store.ts'

export interface DemoSettings {
  /** 0 for any that is free. Beside a store in a file, the emulator takes the next one. */
  readonly port?: number
  /** Default: SESSION_STRATEGY, else `redirect`. */
  readonly strategy?: Strategy
  /** `memory`, the URL of a Redis, or the path of a SQLite file. */
  readonly store?: string
  /** The one after the server's where the emulator must be found again after a restart, else any. */
  readonly emulatorPort?: number
  /** Seconds that the emulator's access tokens live. */
  readonly accessTtl?: number
  /** Breaks the server in one way. */
  readonly defect?: Defect
  /** No audit log on stderr. */
  readonly quiet?: boolean
}

export interface RunningDemo {
  readonly url: string
  /** Undefined where SCALEKIT_ENVIRONMENT_URL names a real environment. */
  readonly emulatorUrl: string | undefined
  close(): Promise<void>
}

/** Starts the demo with an emulator, or with the Scalekit environment that SCALEKIT_* names. */
export async function startDemo(settings: DemoSettings = {}): Promise<RunningDemo> {
  const { port = 3000, store: where = 'memory', accessTtl = 300, defect = {}, quiet } = settings
  // First: if it cannot be opened, nothing else is left open.
  const store = await openStore(where)
  const ready = Promise.withResolvers<RequestListener>()
  // The origin is known once the port is; whoever asks before that waits.
  const server = createServer((request, response) => {
    void ready.promise.then((listener) => listener(request, response))
  })
  const url = `http://localhost:${await listen(server, port)}`
  const intact = demoPolicy(url, accessTtl, settings.strategy)
  const environment = await providerEnvironment(settings, intact)
  const policy = defect.policy?.(intact) ?? intact
  const provider = scalekitProvider(environment)
  const file = fileOf(where)
  const log = pino({ level: quiet ? 'silent' : 'info' }, pino.destination(2))

  const sessions = createSessions({
    policy,
    store: defect.store?.(store) ?? store,
    provider: defect.provider?.(provider) ?? provider,
    sealer: nodeSealer(sealingKeys(process.env['SESSION_KEYS'], file && `${file}.keys`)),
    audit: (event) => log.info(event),
  })
  const accounts = demoUsers.map(({ email, password }) => ({ username: email, password }))
  const app = createDemoApp({
    sessions,
    providerOrigin: new URL(environment.environmentUrl).origin,
    ...(environment.emulator && {
      conformance: conformanceDocument({ policy, accessTtl, accounts: accounts.slice(0, 2) }),
    }),
  })
  ready.resolve(applyDefect(defect, app as RequestListener))
  const sweeping = setInterval(() => void store.sweep(Date.now()), 60_000).unref()

  return {
    url,
    emulatorUrl: environment.emulator?.url,
    async close() {
      clearInterval(sweeping)
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await environment.emulator?.close()
      await store.close()
    },
  }
}

/**
 * Whoever shortens tokens wants to see a whole life of them, end of the replay window included.
 * All clocks are this machine's, so no tolerance.
 */
function demoPolicy(origin: string, accessTtl: number, strategy?: Strategy): Policy {
  const development = {
    environment: process.env['NODE_ENV'],
    announce: (sentence: string) => console.error(sentence),
  }
  const knobs = { ...policyFromEnvironment(process.env), ...(strategy && { strategy }) }
  return definePolicy({
    origin,
    afterSignIn: homeOf(knobs.strategy ?? 'redirect'),
    replayWindow: accessTtl <= 60 ? '5s' : '30s',
    clockTolerance: 0,
    ...knobs,
    ...(process.env['SESSION_PLAIN_COOKIES'] && { development }),
  })
}

/** The environment that SCALEKIT_* names, or an emulator that remembers as long as the store does. */
async function providerEnvironment(settings: DemoSettings, { origin, paths }: Policy) {
  const { store: where = 'memory', accessTtl = 300, emulatorPort } = settings
  const environmentUrl = process.env['SCALEKIT_ENVIRONMENT_URL']
  if (environmentUrl !== undefined) {
    const clientId = process.env['SCALEKIT_CLIENT_ID'] ?? ''
    const clientSecret = process.env['SCALEKIT_CLIENT_SECRET'] ?? ''
    const webhookSecret = process.env['SCALEKIT_WEBHOOK_SECRET']
    const credentials = { clientId, clientSecret, ...(webhookSecret && { webhookSecret }) }
    return { environmentUrl, ...credentials, emulator: undefined }
  }
  const webhookSecret = `whsec_${randomBytes(24).toString('base64')}`
  const knobs = {
    lifetimes: { access: accessTtl },
    webhook: { url: origin + paths.webhook, secret: webhookSecret },
    backChannelLogoutUri: origin + paths.backChannelLogout,
  }
  const file = fileOf(where)
  const emulator = await serveEmulator(
    file === undefined
      ? { knobs, port: emulatorPort ?? 0 }
      : {
          knobs,
          port: emulatorPort ?? Number(new URL(origin).port) + 1,
          stateFile: `${file}.emulator`,
        },
  )
  return { environmentUrl: emulator.url, ...demoClient, webhookSecret, emulator }
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, 'localhost', resolve)
  })
  return (server.address() as AddressInfo).port
}

if (import.meta.main) {
  const demo = await startDemo({
    port: Number(process.env['PORT'] ?? 3000),
    store: process.env['SESSION_STORE'] ?? '.cache/sessions.sqlite',
  })
  console.error(`Demo at ${demo.url}`)
}
