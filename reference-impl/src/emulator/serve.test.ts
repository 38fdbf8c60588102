import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { connect as connectHttp2 } from 'node:http2'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ScalekitClient, ScalekitNotFoundException } from '@scalekit-sdk/node'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  bodyOf,
  codeVerifier,
  goodRequest,
  locationOf,
  redirectUri,
} from '../../test-support/oauth-client.ts'
import { signingKey } from '../../test-support/signing-key.ts'
import { serveEmulator, type ServedEmulator } from './serve.ts'
import { openSession } from './sessions.ts'

let served: ServedEmulator
beforeEach(async () => {
  served = await serveEmulator({ signingKeys: [await signingKey()] })
})
afterEach(() => served.close())

const rawSocket = async (): Promise<Socket> => {
  const socket = connect(Number(new URL(served.url).port), '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** What comes back for these bytes, until the other side ends. */
async function answerTo(...pieces: readonly (string | Buffer)[]): Promise<string> {
  const socket = await rawSocket()
  let answer = ''
  socket.setEncoding('latin1')
  socket.on('data', (text: string) => (answer += text))
  for (const piece of pieces) {
    socket.write(piece)
    await sleep(5)
  }
  await Promise.race([once(socket, 'close'), sleep(500)])
  socket.destroy()
  return answer
}

describe('one port', () => {
  test('speaks HTTP/1.1', async () => {
    const response = await fetch(`${served.url}/keys`)
    expect(response.status).toBe(200)
    expect(served.emulator.counters.keys).toBe(1)
  })

  test('speaks HTTP/2 by prior knowledge', async () => {
    const session = connectHttp2(served.url)
    const stream = session.request({ ':path': '/keys' })
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>]
    expect(headers[':status']).toBe(200)
    session.destroy()
  })

  test.each([
    ['byte by byte', 'GET /keys HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'.split('')],
    [
      'a POST, which starts as the preface does',
      ['P', 'OST /keys HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'],
    ],
    [
      'a PROPFIND, which does so for longer',
      ['PR', 'OPFIND /keys HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
    ],
  ])('%s', async (_, pieces) => {
    expect(await answerTo(...pieces)).toMatch(/^HTTP\/1\.1 (200|405|400) /)
  })

  test('the issuer is its address, and is cross-site to localhost', async () => {
    expect(new URL(served.url).hostname).toBe('127.0.0.1')
    const response = await fetch(`${served.url}/.well-known/openid-configuration`)
    expect(await response.json()).toMatchObject({ issuer: served.url })
  })

  test('closing breaks off every connection, and frees the port', async () => {
    const idle = await rawSocket()
    const http2 = connectHttp2(served.url)
    await once(http2, 'connect')
    const gone = Promise.all([once(idle, 'close'), once(http2, 'close')])
    await served.close()
    await gone
    const again = await serveEmulator({ port: Number(new URL(served.url).port) })
    await again.close()
  })
})

test('with a state file, who is signed in stays so over a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-'))
  const stateFile = join(folder, 'state', 'emulator.json')
  const before = await serveEmulator({ stateFile, knobs: { autoApprove: true } })
  const keys = await (await fetch(`${before.url}/keys`)).text()
  const ask = async (fields: Record<string, string>, url: string) => {
    const body = new URLSearchParams({
      client_id: 'skc_emulator',
      client_secret: 'emulator-secret',
      ...fields,
    })
    return bodyOf(await fetch(`${url}/oauth/token`, { method: 'POST', body }))
  }
  const authorize = `${before.url}/oauth/authorize?${new URLSearchParams(goodRequest)}`
  const back = locationOf(await fetch(authorize, { redirect: 'manual' }))
  const { refresh_token } = await ask(
    {
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
    },
    before.url,
  )
  await before.close()
  // fetch keeps its connections, and must see that these are gone.
  await sleep(50)
  expect(statSync(stateFile).mode & 0o777).toBe(0o600)

  const after = await serveEmulator({ stateFile, port: Number(new URL(before.url).port) })
  expect(await (await fetch(`${after.url}/keys`)).text()).toBe(keys)
  const fields = { grant_type: 'refresh_token', refresh_token }
  expect(await ask(fields, after.url)).toHaveProperty('access_token')
  await after.close()
  rmSync(folder, { recursive: true })
})

describe('bad input is refused, and the next request is answered', () => {
  test.each<[string, readonly (string | Buffer)[]]>([
    ['noise', ['\u0000\u0001\u0002\u0003\r\n\r\n']],
    ['a TLS hello', [Buffer.from('16030100a5010000a10303', 'hex')]],
    [
      'an HTTP/2 preface with nothing good behind it',
      ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'x'.repeat(100)],
    ],
    ['no end of headers', ['GET / HTTP/1.1\r\n']],
    [
      'an absolute target',
      ['GET http://evil.example/keys HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
    ],
    [
      'a target that is no address',
      ['GET //:99999 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
    ],
    ['an odd method', ['TRACE /keys HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n']],
    ['CONNECT', ['CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n']],
    [
      'a body that is cut off',
      ['POST /oauth/token HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\ngrant'],
    ],
    [
      'a body beyond all measure',
      [
        `POST /oauth/token HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n${'x'.repeat(100_000)}`,
      ],
    ],
    [
      'a header of odd bytes',
      [
        Buffer.from(
          'GET /userinfo HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \xff\xfe\r\nConnection: close\r\n\r\n',
          'latin1',
        ),
      ],
    ],
    [
      'a gRPC path by HTTP/1.1',
      [
        'POST /scalekit.v1.sessions.SessionService/GetSession HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
      ],
    ],
  ])('%s', async (_, pieces) => {
    const status = /^HTTP\/1\.1 (\d)/.exec(await answerTo(...pieces))?.[1] ?? 'none'
    expect(['none', '4']).toContain(status)
    expect((await fetch(`${served.url}/keys`)).status).toBe(200)
  })
})

describe('the session API by gRPC, as the SDK calls it', () => {
  const sdk = () =>
    new ScalekitClient(served.url, 'skc_emulator', 'emulator-secret', { timeoutMs: 2000 })
  const open = (userId: string) =>
    openSession(served.emulator.environment, {
      userId,
      clientId: 'skc_emulator',
      redirectUri: '',
      scope: [],
      nonce: undefined,
      codeChallenge: undefined,
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0 Safari/537.36',
      ip: '192.0.2.1',
      expiresAt: 0,
    })

  test('a session, with its device', async () => {
    const { sid } = open('usr_ada')
    expect(await sdk().session.getSession(sid)).toMatchObject({
      sessionId: sid,
      userId: 'usr_ada',
      organizationId: 'org_analytical',
      status: 'active',
      device: { browser: 'Chrome', os: 'Linux', deviceType: 'desktop', ip: '192.0.2.1' },
    })
  })

  test('the first call carries no token, and UNAUTHENTICATED makes the SDK fetch one', async () => {
    const { sid } = open('usr_ada')
    const client = sdk()
    await client.session.getSession(sid)
    await client.session.getSession(sid)
    expect(served.emulator.counters).toMatchObject({
      'grpc.GetSession': 3,
      'token.client_credentials': 1,
    })
  })

  test('the sessions of a user, page by page and by status', async () => {
    const opened = Array.from({ length: 5 }, () => open('usr_ada').sid)
    open('usr_grace')
    const { session } = sdk()
    await session.revokeSession(opened[0]!)
    const first = await session.getUserSessions('usr_ada', { pageSize: 3 })
    expect(first.totalSize).toBe(5)
    expect(first.sessions.map(({ sessionId }) => sessionId)).toEqual(
      opened.toReversed().slice(0, 3),
    )
    const second = await session.getUserSessions('usr_ada', {
      pageSize: 3,
      pageToken: first.nextPageToken,
    })
    expect(second.sessions).toHaveLength(2)
    expect(second.nextPageToken).toBe('')
    const active = await session.getUserSessions('usr_ada', { filter: { status: ['active'] } })
    expect(active.totalSize).toBe(4)
    const later = await session.getUserSessions('usr_ada', {
      filter: { startTime: new Date(Date.now() + 60_000) },
    })
    expect(later.totalSize).toBe(0)
  })

  test('revoking one, and all', async () => {
    const [first, second] = [open('usr_ada'), open('usr_ada')]
    const { session } = sdk()
    const one = await session.revokeSession(first.sid)
    expect(one.revokedSession).toMatchObject({ sessionId: first.sid, status: 'revoked' })
    const all = await session.revokeAllUserSessions('usr_ada')
    expect(all.totalRevoked).toBe(1)
    expect(all.revokedSessions[0]?.sessionId).toBe(second.sid)
  })

  test('what is not known is NOT_FOUND', async () => {
    const { session } = sdk()
    await expect(session.getSession('ses_none')).rejects.toThrow(ScalekitNotFoundException)
    await expect(session.revokeSession('ses_none')).rejects.toThrow(ScalekitNotFoundException)
    await expect(session.getUserSessions('usr_none')).rejects.toThrow(ScalekitNotFoundException)
    await expect(session.revokeAllUserSessions('usr_none')).rejects.toThrow(
      ScalekitNotFoundException,
    )
  })

  test('a wrong secret gets nowhere', async () => {
    const wrong = new ScalekitClient(served.url, 'skc_emulator', 'x', { timeoutMs: 2000 })
    await expect(wrong.session.getSession(open('usr_ada').sid)).rejects.toThrow('401')
  })
})
