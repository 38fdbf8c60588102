import { describe, expect, test } from 'vitest'
import type { ProviderWorld } from './contract.ts'
import type { WebhookDelivery } from './port.ts'

/** Holds a provider to what the port says of webhooks and logout tokens. */
export function noticesContract(
  world: () => ProviderWorld,
  signIn: () => Promise<{ readonly idToken: string; readonly accessToken: string }>,
): void {
  describe('verifyWebhook', () => {
    const occurred = '2026-01-15T10:40:00.123456789Z'
    const logout = (data: object = { user: { id: 'usr_ada' } }) => ({
      type: 'user.logout',
      occurred_at: occurred,
      data,
    })

    test.each([
      ['a user', { user: { id: 'usr_ada' } }, { over: 'some', userId: 'usr_ada' }],
      [
        'a session and its user',
        { session: { id: 'ses_1' }, user: { id: 'usr_ada' } },
        { over: 'session', sid: 'ses_1', userId: 'usr_ada' },
      ],
      ['a session', { session_id: 'ses_1' }, { over: 'session', sid: 'ses_1' }],
    ])('user.logout that names %s', async (_, data, notice) => {
      const delivery = await world().deliver(logout(data))
      await expect(world().provider.verifyWebhook(delivery)).resolves.toEqual({
        ...notice,
        userId: (notice as { userId?: string }).userId,
        id: expect.stringContaining(delivery.id),
        at: Date.parse(occurred),
        until: soonAfter(Number(delivery.timestamp) * 1000 + 300_000),
      })
    })

    test('without a time, it happened when it was sent', async () => {
      const delivery = await world().deliver({ ...logout(), occurred_at: undefined })
      const at = Number(delivery.timestamp) * 1000
      await expect(world().provider.verifyWebhook(delivery)).resolves.toMatchObject({ at })
    })

    test.each(['user.login', 'user.logout.undone', '', undefined, 7])(
      'the event %j is none of ours',
      async (type) => {
        const delivery = await world().deliver({ ...logout(), type })
        await expect(world().provider.verifyWebhook(delivery)).resolves.toBeUndefined()
      },
    )

    test.each([-290, 0, 290])('%i seconds old: taken', async (ago) => {
      const delivery = await world().deliver(logout(), { ago })
      await expect(world().provider.verifyWebhook(delivery)).resolves.toHaveProperty('id')
    })

    test.each([-310, 310, 86_400])('%i seconds old: refused', async (ago) => {
      const delivery = await world().deliver(logout(), { ago })
      await expect(world().provider.verifyWebhook(delivery)).rejects.toThrow(unsigned)
    })

    test('one good signature of several will do, as when secrets rotate', async () => {
      const delivery = await world().deliver(logout())
      const other = `v1,${btoa('x'.repeat(32))}`
      const signature = `${other} v2,abc ${delivery.signature}`
      await expect(
        world().provider.verifyWebhook({ ...delivery, signature }),
      ).resolves.toHaveProperty('id')
    })

    test.each<[string, (delivery: WebhookDelivery) => Partial<WebhookDelivery>]>([
      ['another id', () => ({ id: 'evt_other' })],
      ['another time', ({ timestamp }) => ({ timestamp: String(Number(timestamp) + 1) })],
      ['no time', () => ({ timestamp: 'soon' })],
      ['another body', ({ body }) => ({ body: body.replace('usr_ada', 'usr_eve') })],
      ['a body that was parsed and written anew', ({ body }) => ({ body: `${body} ` })],
      ['an empty signature', () => ({ signature: '' })],
      [
        'a signature of another version',
        ({ signature }) => ({ signature: `v2${signature.slice(2)}` }),
      ],
      ['a signature that is cut', ({ signature }) => ({ signature: signature.slice(0, -8) })],
      ['a signature that is no base64', () => ({ signature: 'v1,%%%' })],
    ])('%s: refused', async (_, tamper) => {
      const delivery = await world().deliver(logout())
      const tampered = { ...delivery, ...tamper(delivery) }
      await expect(world().provider.verifyWebhook(tampered)).rejects.toThrow(unsigned)
    })

    test('another secret: refused', async () => {
      const delivery = await world().deliver(logout(), {
        secret: `whsec_${btoa('another secret')}`,
      })
      await expect(world().provider.verifyWebhook(delivery)).rejects.toThrow(unsigned)
    })

    test.each([logout({}), { type: 'user.logout' }, logout({ user: { id: 7 } })])(
      'signed, but it names nobody (%#): malformed',
      async (event) => {
        await expect(world().provider.verifyWebhook(await world().deliver(event))).rejects.toThrow(
          malformed,
        )
      },
    )

    test('signed, but no JSON: malformed', async () => {
      const delivery = await world().deliver('no JSON')
      await expect(world().provider.verifyWebhook(delivery)).rejects.toThrow(malformed)
    })

    test('a provider without a secret has no webhooks', async () => {
      const delivery = await world().deliver(logout())
      await expect(world().misconfigured.verifyWebhook(delivery)).rejects.toThrow(
        expect.objectContaining({ code: 'not_found' }),
      )
    })
  })

  describe('verifyLogoutToken', () => {
    const now = (): number => Math.floor(Date.now() / 1000)
    const event = 'http://schemas.openid.net/event/backchannel-logout'
    const good = () => ({
      iss: world().issuer,
      aud: [world().audience],
      iat: now(),
      exp: now() + 120,
      jti: 'lgt_1',
      sub: 'usr_ada',
      sid: 'ses_1',
      events: { [event]: {} },
    })
    const typed = { typ: 'logout+jwt' }

    test.each([
      ['sid and sub', {}, { over: 'session', sid: 'ses_1', userId: 'usr_ada' }],
      ['a sid alone', { sub: undefined }, { over: 'session', sid: 'ses_1', userId: undefined }],
      ['a sub alone', { sid: undefined }, { over: 'all', userId: 'usr_ada' }],
    ])('%s', async (_, changes, notice) => {
      const claims = { ...good(), ...changes }
      const token = await world().sign(claims, typed)
      await expect(world().provider.verifyLogoutToken(token)).resolves.toEqual({
        ...notice,
        id: expect.stringContaining('lgt_1'),
        at: claims.iat * 1000,
        until: soonAfter(claims.exp * 1000),
      })
    })

    test.each([{ typ: 'application/logout+jwt' }, { typ: 'JWT' }, { typ: undefined }])(
      'typ is recommended, not required: %j',
      async (header) => {
        const token = await world().sign(good(), header)
        await expect(world().provider.verifyLogoutToken(token)).resolves.toHaveProperty('id')
      },
    )

    test.each<{ what: string; claims?: object; header?: object }>([
      { what: 'another issuer', claims: { iss: 'https://elsewhere.example' } },
      { what: 'no issuer', claims: { iss: undefined } },
      { what: 'another audience', claims: { aud: ['somebody-else'] } },
      { what: 'no audience', claims: { aud: undefined } },
      { what: 'no iat', claims: { iat: undefined } },
      { what: 'an iat in the future', claims: { iat: now() + 60 } },
      { what: 'an iat of an hour ago, whatever its exp', claims: { iat: now() - 3600 } },
      { what: 'no exp', claims: { exp: undefined } },
      { what: 'an exp in the past', claims: { exp: now() - 60 } },
      { what: 'no jti', claims: { jti: undefined } },
      { what: 'a jti that is no text', claims: { jti: 7 } },
      { what: 'neither sid nor sub', claims: { sid: undefined, sub: undefined } },
      { what: 'no events', claims: { events: undefined } },
      { what: 'another event', claims: { events: { 'https://a.example/e': {} } } },
      { what: 'an event that is no object', claims: { events: { [event]: true } } },
      { what: 'events in a list', claims: { events: [event] } },
      { what: 'a nonce', claims: { nonce: 'the-nonce' } },
      { what: 'the typ of an access token', header: { typ: 'at+jwt' } },
      { what: 'a key that the set lacks', header: { kid: 'no-such-key' } },
    ])('$what: refused', async ({ claims, header }) => {
      const token = await world().sign({ ...good(), ...claims }, { ...typed, ...header })
      await expect(world().provider.verifyLogoutToken(token)).rejects.toThrow(noLogout)
    })

    test.each<readonly [string, (parts: readonly string[]) => string]>([
      ['another payload', ([head, , s]) => `${head}.${encode(good())}.${s}`],
      ['alg none', ([, payload]) => `${encode({ alg: 'none', ...typed })}.${payload}.`],
      ['alg HS256', ([, payload, s]) => `${encode({ alg: 'HS256', ...typed })}.${payload}.${s}`],
      ['nothing', () => ''],
      ['no token', () => 'see you'],
    ])('%s: refused', async (_, tamper) => {
      const token = await world().sign({ ...good(), sub: 'usr_eve' }, typed)
      await expect(world().provider.verifyLogoutToken(tamper(token.split('.')))).rejects.toThrow(
        noLogout,
      )
    })

    test('ID token and access token of a sign-in: refused', async () => {
      const { idToken, accessToken } = await signIn()
      for (const token of [idToken, accessToken])
        await expect(world().provider.verifyLogoutToken(token)).rejects.toThrow(noLogout)
    })

    test('a key set that cannot be had: unavailable, and the token is not blamed', async () => {
      const token = await world().sign(good(), typed)
      const started = world().fresh()
      world().failNext('keys', '503')
      await expect(started.verifyLogoutToken(token)).rejects.toThrow(unavailable)
      await expect(started.verifyLogoutToken(token)).resolves.toHaveProperty('id')
    })
  })
}

/** Holds a provider that hears of nothing to taking nothing, be it signed by its own keys. */
export function noNoticesContract(world: () => ProviderWorld): void {
  test('there is no webhook', async () => {
    const delivery = await world().deliver({
      type: 'user.logout',
      data: { user: { id: 'usr_ada' } },
    })
    await expect(world().provider.verifyWebhook(delivery)).rejects.toThrow(
      expect.objectContaining({ code: 'not_found' }),
    )
  })

  test('no logout token is good', async () => {
    const token = await world().sign({ sub: 'usr_ada', events: {} }, { typ: 'logout+jwt' })
    await expect(world().provider.verifyLogoutToken(token)).rejects.toThrow(noLogout)
  })
}

const unsigned = expect.objectContaining({ name: 'SessionError', code: 'webhook_refused' })
const malformed = expect.objectContaining({ name: 'SessionError', code: 'webhook_malformed' })
const noLogout = expect.objectContaining({ name: 'SessionError', code: 'logout_token_refused' })
const unavailable = expect.objectContaining({ code: 'provider_unavailable' })

/** A time from which the notice is refused for its age; a tolerance may come on top. */
function soonAfter(time: number): unknown {
  return expect.toSatisfy((until: number) => until > time && until <= time + 30_000)
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
