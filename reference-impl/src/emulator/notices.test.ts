import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { claimsOf, oauthClient } from '../../test-support/oauth-client.ts'
import { signed } from './webhook-signature.ts'

const secret = `whsec_${btoa('a signing secret')}`

interface Arrived {
  readonly path: string
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

let arrived: Arrived[]
/** Statuses of the next answers; then 200. A 0 hangs up. */
let statuses: number[]
let origin: string
let close: () => void
beforeEach(async () => {
  arrived = []
  statuses = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { url: path = '', headers } = request
    arrived.push({ path, headers, body: Buffer.concat(chunks).toString() })
    const status = statuses.shift() ?? 200
    if (status === 0) request.socket.destroy()
    else response.writeHead(status).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  close = () => {
    server.closeAllConnections()
    server.close()
  }
})
afterEach(() => close())

const signedIn = async () => {
  const client = oauthClient()
  const { access_token: token } = await client.signIn()
  const sid = String(claimsOf(token)['sid'])
  const end = async () => {
    await client.json(`/_emulator/sessions/${sid}/revoke`)
    await client.emulator.notices.idle()
  }
  return { client, sid, end }
}
const webhook = () => ({ url: `${origin}/webhook`, secret })
const backChannelLogoutUri = () => `${origin}/back-channel`

describe('when a session ends, the emulator', () => {
  test('tells nobody unless it is asked to', async () => {
    const { client, end } = await signedIn()
    await end()
    expect(client.environment.deliveries).toEqual([])
  })

  test('sends a webhook that is signed, and names the user as Scalekit does', async () => {
    const { client, sid, end } = await signedIn()
    await client.json('/_emulator/knobs', { webhook: webhook() })
    await end()
    const [{ path, headers, body } = expect.unreachable()] = arrived
    const id = String(headers['webhook-id'])
    const timestamp = String(headers['webhook-timestamp'])
    expect(path).toBe('/webhook')
    expect(headers['webhook-signature']).toBe(await signed(secret, { id, timestamp, body }))
    expect(timestamp).toBe(String(client.environment.now() / 1000))
    expect(JSON.parse(body)).toMatchObject({
      id,
      type: 'user.logout',
      occurred_at: new Date(client.environment.now()).toISOString(),
      data: { user: { id: 'usr_ada' } },
    })
    expect(client.environment.deliveries).toEqual([
      {
        kind: 'webhook',
        id,
        sid,
        url: webhook().url,
        attempts: 1,
        status: 200,
        outcome: 'delivered',
      },
    ])
  })

  test('sends a logout token', async () => {
    const { client, sid, end } = await signedIn()
    await client.json('/_emulator/knobs', { backChannelLogoutUri: backChannelLogoutUri() })
    await end()
    const [{ headers, body } = expect.unreachable()] = arrived
    expect(headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/)
    const token = new URLSearchParams(body).get('logout_token') ?? ''
    const now = client.environment.now() / 1000
    expect(claimsOf(token)).toMatchObject({ sid, sub: 'usr_ada', iat: now, exp: now + 120 })
    expect(claimsOf(token)).not.toHaveProperty('nonce')
    expect(client.environment.counters['notices.back-channel']).toBe(1)
  })

  test('sends it once: what is over cannot end again', async () => {
    const { client, end } = await signedIn()
    client.turn({ webhook: webhook() })
    await end()
    await end()
    expect(arrived).toHaveLength(1)
  })

  test.each([
    ['takes it at the second try', [503, 200], 2, 'delivered'],
    ['hangs up once', [0, 204], 2, 'delivered'],
    ['refuses it', [400], 1, 'refused'],
    ['redirects', [302], 1, 'refused'],
    ['fails again and again', [500, 500, 500], 3, 'given up'],
  ])('of an application that %s: %j, so %i attempts', async (_, answers, attempts, outcome) => {
    const { client, end } = await signedIn()
    client.turn({ webhook: webhook() })
    statuses = answers
    await end()
    expect(client.environment.deliveries).toMatchObject([{ attempts, outcome }])
    expect(client.environment.counters['notices.webhook']).toBe(attempts)
    expect(new Set(arrived.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  })

  test('tells of deliveries, and not of the secret', async () => {
    const { client, end } = await signedIn()
    const turned = await client.json('/_emulator/knobs', { webhook: webhook() })
    await end()
    const state = await (await client.get('/_emulator/state')).text()
    expect(JSON.parse(state)).toMatchObject({ deliveries: [{ outcome: 'delivered' }] })
    expect(state + (await turned.text())).not.toContain(secret)
  })

  test.each([
    [{ webhook: { url: 'http://localhost/' } }],
    [{ webhook: { url: 'localhost', secret } }],
    [{ webhook: { url: 'http://localhost/', secret: 'no-underscore' } }],
    [{ backChannelLogoutUri: 'ftp://localhost' }],
  ])('refuses %j with a sentence', async (knobs) => {
    const response = await oauthClient().json('/_emulator/knobs', knobs)
    expect(response.status).toBe(400)
    expect(await response.text()).toMatch(/http:\/\//)
  })
})
