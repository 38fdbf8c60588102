import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import type { RequestHandler } from 'express'
import { afterEach, describe, expect, test } from 'vitest'
import { createBench } from '../../test-support/bench.ts'
import type { Bench } from '../../test-support/bench.ts'
import { webhookInit, webhookSecret } from '../../test-support/notices.ts'
import { turnKnobs, type KnobChanges } from '../emulator/knobs.ts'
import { sqliteStore } from '../store/sqlite.ts'
import { router } from './router.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

async function serve(bench: Bench, before: readonly RequestHandler[] = []): Promise<string> {
  const app = express()
  for (const handler of before) app.use(handler)
  app.use(router(bench.sessions))
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const turn = ({ emulator: { environment } }: Bench, changes: KnobChanges): void => {
  environment.knobs = turnKnobs(environment.knobs, changes)
}

describe('two processes on one file, and a provider that tells one of them', () => {
  const start = async () => {
    const folder = mkdtempSync(join(tmpdir(), 'notices-'))
    const path = join(folder, 'sessions.db')
    const told = await createBench({ store: sqliteStore(path) })
    const other = await createBench({ store: sqliteStore(path), beside: told })
    closing.push(
      () => rmSync(folder, { recursive: true }),
      () => told.close(),
      () => other.close(),
    )
    const ada = other.browser()
    await ada.signIn()
    const sid = [...told.emulator.environment.sessions.keys()].at(-1) ?? ''
    return { told, other, ada, sid, url: await serve(told) }
  }
  type Knobs = (url: string) => KnobChanges
  const byWebhook: Knobs = (url) => ({
    webhook: { url: `${url}/auth/webhook`, secret: webhookSecret },
  })
  const byBackChannel: Knobs = (url) => ({
    backChannelLogoutUri: `${url}/auth/back-channel-logout`,
  })

  test.each([
    ['webhook', byWebhook],
    ['back-channel logout', byBackChannel],
  ])('%s: refused by the other on the next request', async (_, knobs) => {
    const { told, other, ada, sid, url } = await start()
    turn(told, knobs(url))
    expect((await ada.send('GET', '/api/me')).status).toBe(200)
    await fetch(`${told.served.url}/_emulator/sessions/${sid}/revoke`, { method: 'POST' })
    await told.emulator.notices.idle()
    expect(told.emulator.environment.deliveries).toMatchObject([
      { sid, outcome: 'delivered', attempts: 1 },
    ])
    const response = await ada.send('GET', '/api/me')
    expect([response.status, await response.json()]).toEqual([
      401,
      expect.objectContaining({ code: 'session_revoked' }),
    ])
    expect((await ada.at(told).send('GET', '/api/me')).status).toBe(401)
    expect(told.audit).toContainEqual(expect.objectContaining({ event: 'ended', sid }))
    expect(other.audit).not.toContainEqual(expect.objectContaining({ event: 'ended' }))
  })

  test('signing out here signs out nobody else, for all that the provider tells', async () => {
    const { told, other, ada, url } = await start()
    const phone = other.browser()
    await phone.signIn()
    turn(told, { ...byWebhook(url), ...byBackChannel(url) })
    await ada.send('POST', '/auth/sign-out')
    await told.emulator.notices.idle()
    const outcomes = told.emulator.environment.deliveries.map(({ outcome }) => outcome)
    expect(outcomes).toEqual(['delivered', 'delivered'])
    expect((await phone.send('GET', '/api/me')).status).toBe(200)
  })

  test('an application that answers with an error is told again', async () => {
    const { told, ada, sid } = await start()
    let failures = 1
    const failing: RequestHandler = (_request, response, next) => {
      if (failures-- > 0) response.status(503).end()
      else next()
    }
    turn(told, byWebhook(await serve(told, [failing])))
    await fetch(`${told.served.url}/_emulator/sessions/${sid}/revoke`, { method: 'POST' })
    await told.emulator.notices.idle()
    expect(told.emulator.environment.deliveries).toMatchObject([
      { attempts: 2, outcome: 'delivered' },
    ])
    expect((await ada.send('GET', '/api/me')).status).toBe(401)
  })
})

describe('the body of a webhook', () => {
  const keep: RequestHandler = express.json({
    verify: (request, _response, bytes) => {
      ;(request as unknown as { rawBody: Buffer }).rawBody = bytes
    },
  })
  test.each<[string, readonly RequestHandler[], number]>([
    ['no parser', [], 200],
    ['a parser of something else', [express.urlencoded()], 200],
    ['express.raw()', [express.raw({ type: '*/*' })], 200],
    ['express.json() that keeps the bytes', [keep], 200],
    ['express.json()', [express.json()], 400],
    ['express.text()', [express.text({ type: '*/*' })], 400],
  ])('after %s: %o', async (_, before, status) => {
    const bench = await createBench()
    closing.push(() => bench.close())
    const url = await serve(bench, before)
    const response = await fetch(`${url}/auth/webhook`, await webhookInit())
    expect(response.status).toBe(status)
    if (status === 400)
      expect(await response.json()).toMatchObject({
        code: 'body_consumed',
        detail: expect.stringContaining('before express.json()'),
      })
  })

  test.each([65_537, 10_000_000])('of %i bytes: 413', async (length) => {
    const bench = await createBench()
    closing.push(() => bench.close())
    const url = await serve(bench)
    const init = { ...(await webhookInit()), body: 'x'.repeat(length) }
    expect((await fetch(`${url}/auth/webhook`, init)).status).toBe(413)
  })
})
