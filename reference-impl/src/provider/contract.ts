import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { noNoticesContract, noticesContract } from './notices-contract.ts'
import type { AuthorizationRequest, Provider, WebhookDelivery } from './port.ts'

/** A provider under test, and what a test must be able to do to the service behind it. */
export interface ProviderWorld {
  readonly provider: Provider
  /** The same, just started: it has fetched nothing yet. */
  fresh(): Provider
  /** The same, with a client secret that is wrong. */
  readonly misconfigured: Provider
  /** Secrets that no error may show. */
  readonly secrets: readonly string[]
  readonly issuer: string
  readonly audience: string
  /** Visits an authorization address as Ada, who signs in; where the service sends her back to. */
  visit(url: string): Promise<URL>
  /** The next request of that kind fails; `lost-response` does the work first. */
  failNext(what: 'token' | 'keys' | 'revoke', how: Failure): void
  rotateKeys(options: { drop: boolean }): Promise<void>
  /** Moves the clocks of both sides. */
  advance(seconds: number): void
  /** Moves the service's clock alone. */
  skew(seconds: number): void
  /** A token with these claims by the service's own key; `header` replaces parts of its header. */
  sign(claims: object, header?: object): Promise<string>
  /** A delivery that is signed as the service signs them; `ago` seconds old. */
  deliver(event: unknown, options?: { ago?: number; secret?: string }): Promise<WebhookDelivery>
  rotations(): number
  close(): Promise<void>
}

export type Failure = '503' | '429' | 'timeout' | 'reset' | 'lost-response'

const codeVerifier = 'a-code-verifier-of-forty-three-characters-ab'
const request: AuthorizationRequest = {
  redirectUri: 'http://localhost:3000/auth/callback',
  state: 'the-state',
  nonce: 'the-nonce',
  codeChallenge: 'filled in before each test',
  loginHint: 'ada@example.com',
}
const failures: readonly Failure[] = ['503', '429', 'timeout', 'reset']

/**
 * Holds a provider to the port, against a service that behaves and one that does not. `notices: 'none'` is for one
 * that is a part of the application, whom nobody tells anything.
 */
export function providerContract(
  name: string,
  make: () => Promise<ProviderWorld>,
  { notices = 'some' }: { notices?: 'some' | 'none' } = {},
): void {
  describe(`${name} keeps the provider's contract`, () => {
    let world: ProviderWorld
    let provider: Provider

    beforeEach(async () => {
      world = await make()
      provider = world.provider
    })
    afterEach(() => world.close())

    const askedFor = async (): Promise<AuthorizationRequest> => ({
      ...request,
      codeChallenge: await s256(codeVerifier),
    })
    const codeOf = async (): Promise<string> => {
      const back = await world.visit(provider.authorizationUrl(await askedFor()))
      return back.searchParams.get('code') ?? ''
    }
    const exchange = (code: string) => ({
      code,
      redirectUri: request.redirectUri,
      codeVerifier,
      nonce: request.nonce,
    })
    const signIn = async () => provider.exchangeCode(exchange(await codeOf()))

    describe('authorizationUrl', () => {
      test('asks for a code with PKCE, state, nonce, and a refresh token', async () => {
        const asked = await askedFor()
        const { searchParams } = new URL(provider.authorizationUrl(asked))
        expect(Object.fromEntries(searchParams)).toMatchObject({
          response_type: 'code',
          redirect_uri: asked.redirectUri,
          state: asked.state,
          nonce: asked.nonce,
          code_challenge: asked.codeChallenge,
          code_challenge_method: 'S256',
          login_hint: 'ada@example.com',
        })
        expect(searchParams.get('scope')?.split(' ')).toEqual(
          expect.arrayContaining(['openid', 'offline_access']),
        )
      })

      test('hints at nobody if nobody is named', async () => {
        const { loginHint: _nobody, ...asked } = await askedFor()
        expect(new URL(provider.authorizationUrl(asked)).searchParams.has('login_hint')).toBe(false)
      })

      test('the way back carries the state', async () => {
        const back = await world.visit(provider.authorizationUrl(await askedFor()))
        expect(`${back.origin}${back.pathname}`).toBe(request.redirectUri)
        expect(back.searchParams.get('state')).toBe('the-state')
      })
    })

    describe('exchangeCode', () => {
      test('answers with tokens, and with the person of the verified ID token', async () => {
        const tokens = await signIn()
        expect(tokens.profile).toMatchObject({ email: 'ada@example.com', name: 'Ada Lovelace' })
        const claims = await provider.verifyAccessToken(tokens.accessToken)
        expect(claims.sub).toBe(tokens.profile.sub)
        expect(tokens.refreshToken).not.toBe('')
      })

      test('a code is good once', async () => {
        const code = await codeOf()
        await provider.exchangeCode(exchange(code))
        await expect(provider.exchangeCode(exchange(code))).rejects.toThrow(refused)
      })

      test.each([
        ['no code of the service', { code: 'made-up' }],
        ['another verifier', { codeVerifier: 'x'.repeat(43) }],
        ['another redirect_uri', { redirectUri: 'http://localhost:3000/elsewhere' }],
        ['another nonce', { nonce: 'that of somebody else' }],
      ])('%s: refused', async (_, change) => {
        const asked = { ...exchange(await codeOf()), ...change }
        await expect(provider.exchangeCode(asked)).rejects.toThrow(refused)
      })

      test.each(failures)(
        '%s: the provider is unavailable, and says when to come back',
        async (how) => {
          const code = await codeOf()
          world.failNext('token', how)
          await expect(provider.exchangeCode(exchange(code))).rejects.toThrow(unavailable)
        },
      )
    })

    describe('refresh', () => {
      test('rotates: new tokens of the same session, by one call', async () => {
        const before = await signIn()
        const after = await provider.refresh(before.refreshToken)
        expect(after.refreshToken).not.toBe(before.refreshToken)
        expect(after.accessToken).not.toBe(before.accessToken)
        const [old, fresh] = await Promise.all(
          [before, after].map(({ accessToken }) => provider.verifyAccessToken(accessToken)),
        )
        expect(fresh?.sid).toBe(old?.sid)
        expect(world.rotations()).toBe(1)
      })

      test.each(failures)('%s: unavailable, and the same token works later', async (how) => {
        const { refreshToken } = await signIn()
        world.failNext('token', how)
        await expect(provider.refresh(refreshToken)).rejects.toThrow(unavailable)
        await expect(provider.refresh(refreshToken)).resolves.toHaveProperty('accessToken')
      })

      test('an answer that is lost on its way: unavailable, and the same token works again', async () => {
        const { refreshToken } = await signIn()
        world.failNext('token', 'lost-response')
        await expect(provider.refresh(refreshToken)).rejects.toThrow(unavailable)
        await expect(provider.refresh(refreshToken)).resolves.toHaveProperty('refreshToken')
        expect(world.rotations()).toBe(1)
      })

      test.each(['', 'made-up', 'ünïcode', 'x'.repeat(5000)])(
        'a token that is none of the service (%#): never taken',
        async (token) => {
          await expect(provider.refresh(token)).rejects.toThrow(
            expect.objectContaining({
              code: expect.stringMatching(/^(refresh_refused|provider_unavailable)$/),
            }),
          )
        },
      )

      test('a token of a session that is over: refused', async () => {
        const { refreshToken, accessToken } = await signIn()
        const { sid } = await provider.verifyAccessToken(accessToken)
        await provider.revokeSession(sid)
        await expect(provider.refresh(refreshToken)).rejects.toThrow(ended)
      })

      test('a token that was spent long ago: refused', async () => {
        const { refreshToken } = await signIn()
        await provider.refresh(refreshToken)
        world.advance(120)
        await expect(provider.refresh(refreshToken)).rejects.toThrow(ended)
      })

      test('a client that is misconfigured ends nobody’s session', async () => {
        const { refreshToken } = await signIn()
        await expect(world.misconfigured.refresh(refreshToken)).rejects.toThrow(unavailable)
        await expect(provider.refresh(refreshToken)).resolves.toHaveProperty('accessToken')
      })
    })

    describe('verifyAccessToken', () => {
      const claimsAt = (at: number) => ({
        iss: world.issuer,
        aud: [world.audience],
        sub: 'usr_ada',
        sid: 'ses_1',
        iat: at,
        nbf: at,
        exp: at + 300,
        roles: ['admin'],
        permissions: ['notes:read'],
      })
      const now = (): number => Math.floor(Date.now() / 1000)

      test('a good one: its claims', async () => {
        const claims = claimsAt(now())
        const token = await world.sign(claims)
        await expect(provider.verifyAccessToken(token)).resolves.toEqual({
          iss: claims.iss,
          sub: 'usr_ada',
          sid: 'ses_1',
          iat: claims.iat,
          exp: claims.exp,
          roles: ['admin'],
          permissions: ['notes:read'],
        })
      })

      test.each<{ what: string; claims?: object; header?: object }>([
        { what: 'another issuer', claims: { iss: 'https://elsewhere.example' } },
        { what: 'no issuer', claims: { iss: undefined } },
        { what: 'another audience', claims: { aud: ['somebody-else'] } },
        { what: 'no audience', claims: { aud: undefined } },
        { what: 'not yet', claims: { nbf: 9_999_999_999 } },
        { what: 'no expiry', claims: { exp: undefined } },
        { what: 'no sid', claims: { sid: undefined } },
        { what: 'a sid that is no text', claims: { sid: 42 } },
        { what: 'no sub', claims: { sub: undefined } },
        { what: 'an ID token, by its nonce', claims: { nonce: 'the-nonce' } },
        { what: 'an ID token, by its at_hash', claims: { at_hash: 'abc' } },
        { what: 'a logout token', claims: { events: {} } },
        { what: 'a logout token, by its typ', header: { typ: 'logout+jwt' } },
        { what: 'a key that the set lacks', header: { kid: 'no-such-key' } },
      ])('$what: refused', async ({ claims, header = {} }) => {
        const token = await world.sign({ ...claimsAt(now()), ...claims }, header)
        await expect(provider.verifyAccessToken(token)).rejects.toThrow(invalid)
      })

      test('the ID token of the same sign-in: refused', async () => {
        const { idToken } = await signIn()
        await expect(provider.verifyAccessToken(idToken)).rejects.toThrow(invalid)
      })

      test('after its expiry: expired, which is not the same as invalid', async () => {
        const { accessToken } = await signIn()
        world.advance(310)
        await expect(provider.verifyAccessToken(accessToken)).rejects.toThrow(
          expect.objectContaining({ code: 'access_token_expired' }),
        )
      })

      test('a service whose clock is a few seconds ahead is no forger', async () => {
        world.skew(3)
        const { accessToken } = await signIn()
        await expect(provider.verifyAccessToken(accessToken)).resolves.toHaveProperty('sid')
      })

      test.each<readonly [string, (parts: readonly string[]) => string]>([
        [
          'another payload',
          ([head, , signature]) => `${head}.${encode({ sub: 'usr_eve' })}.${signature}`,
        ],
        ['another signature', ([head, payload]) => `${head}.${payload}.${'A'.repeat(342)}`],
        ['no signature', ([head, payload]) => `${head}.${payload}.`],
        ['alg none', ([, payload]) => `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.`],
        [
          'alg HS256',
          ([, payload, s]) => `${encode({ alg: 'HS256', typ: 'JWT' })}.${payload}.${s}`,
        ],
        ['two parts', ([head, payload]) => `${head}.${payload}`],
        ['nothing', () => ''],
        ['no token', () => 'Bearer of bad news'],
        ['ten thousand dots', () => '.'.repeat(10_000)],
      ])('%s: refused', async (_, tamper) => {
        const { accessToken } = await signIn()
        await expect(provider.verifyAccessToken(tamper(accessToken.split('.')))).rejects.toThrow(
          invalid,
        )
      })

      test('keys rotate: the old token is good as long as its key is published', async () => {
        const old = await signIn()
        await provider.verifyAccessToken(old.accessToken)
        await world.rotateKeys({ drop: false })
        const fresh = await provider.refresh(old.refreshToken)
        await expect(provider.verifyAccessToken(fresh.accessToken)).resolves.toHaveProperty('sid')
        await expect(provider.verifyAccessToken(old.accessToken)).resolves.toHaveProperty('sid')
        await world.rotateKeys({ drop: true })
        const last = await provider.refresh(fresh.refreshToken)
        await expect(provider.verifyAccessToken(last.accessToken)).resolves.toHaveProperty('sid')
        await expect(provider.verifyAccessToken(old.accessToken)).rejects.toThrow(invalid)
      })

      test.each(failures)(
        '%s of the key set: unavailable, and the token is not blamed',
        async (how) => {
          const { accessToken } = await signIn()
          const started = world.fresh()
          world.failNext('keys', how)
          await expect(started.verifyAccessToken(accessToken)).rejects.toThrow(unavailable)
          await expect(started.verifyAccessToken(accessToken)).resolves.toHaveProperty('sid')
        },
      )
    })

    describe('revoke', () => {
      test('one session ends, and the others of the user go on', async () => {
        const [first, second] = [await signIn(), await signIn()]
        const { sid } = await provider.verifyAccessToken(first.accessToken)
        await provider.revokeSession(sid)
        await expect(provider.refresh(first.refreshToken)).rejects.toThrow(ended)
        await expect(provider.refresh(second.refreshToken)).resolves.toHaveProperty('accessToken')
      })

      test('all sessions of a user end', async () => {
        const [first, second] = [await signIn(), await signIn()]
        await provider.revokeAllSessions(first.profile.sub)
        await expect(provider.refresh(first.refreshToken)).rejects.toThrow(ended)
        await expect(provider.refresh(second.refreshToken)).rejects.toThrow(ended)
      })

      test('what is over, or was never there, is as ended as can be', async () => {
        const { accessToken } = await signIn()
        const { sid } = await provider.verifyAccessToken(accessToken)
        await provider.revokeSession(sid)
        await expect(provider.revokeSession(sid)).resolves.toBeUndefined()
        await expect(provider.revokeSession('ses_none')).resolves.toBeUndefined()
        await expect(provider.revokeAllSessions('usr_nobody')).resolves.toBeUndefined()
      })

      test.each(failures)('%s: unavailable, or done at another try', async (how) => {
        const { accessToken, refreshToken } = await signIn()
        const { sid } = await provider.verifyAccessToken(accessToken)
        world.failNext('revoke', how)
        const outcome = await provider.revokeSession(sid).catch((error: unknown) => error)
        if (outcome === undefined)
          await expect(provider.refresh(refreshToken)).rejects.toThrow(ended)
        else expect(outcome).toEqual(unavailable)
      })
    })

    describe('isSessionActive', () => {
      const sidOf = async () => {
        const { accessToken } = await signIn()
        return (await provider.verifyAccessToken(accessToken)).sid
      }

      test('true while it lives, false once it is over or was never there', async () => {
        const [ended, other] = [await sidOf(), await sidOf()]
        expect(await provider.isSessionActive(ended)).toBe(true)
        await provider.revokeSession(ended)
        expect(await provider.isSessionActive(ended)).toBe(false)
        expect(await provider.isSessionActive(other)).toBe(true)
        expect(await provider.isSessionActive('ses_none')).toBe(false)
      })

      test('false once it ran out', async () => {
        const sid = await sidOf()
        world.advance(31 * 86_400)
        expect(await provider.isSessionActive(sid)).toBe(false)
      })

      test.each(failures)('%s: unavailable or, at another try, true: never "over"', async (how) => {
        const sid = await sidOf()
        world.failNext('revoke', how)
        const answer = await provider.isSessionActive(sid).catch((error: unknown) => error)
        if (answer !== true) expect(answer).toEqual(unavailable)
      })
    })

    if (notices === 'some') noticesContract(() => world, signIn)
    else noNoticesContract(() => world)

    describe('endSessionUrl', () => {
      test('ends the session of the hint, and comes back', async () => {
        const { idToken, refreshToken } = await signIn()
        const url = provider.endSessionUrl({
          idTokenHint: idToken,
          postLogoutRedirectUri: 'http://localhost:3000/goodbye',
        })
        if (url === undefined) return
        expect((await world.visit(url)).href).toBe('http://localhost:3000/goodbye')
        await expect(provider.refresh(refreshToken)).rejects.toThrow(ended)
      })
    })

    test('no error shows a token, a code or a secret', async () => {
      const code = await codeOf()
      const { accessToken, refreshToken } = await signIn()
      world.failNext('token', '503')
      const refusedCode = await failure(provider.exchangeCode(exchange(code)))
      world.failNext('token', 'reset')
      const lost = await failure(provider.refresh(refreshToken))
      const tampered = await failure(provider.verifyAccessToken(`${accessToken.slice(0, -4)}AAAA`))
      const misconfigured = await failure(world.misconfigured.refresh(refreshToken))
      const shown = inspect([refusedCode, lost, tampered, misconfigured], { depth: 12 })
      for (const secret of [code, codeVerifier, accessToken, refreshToken, ...world.secrets]) {
        expect(shown).not.toContain(secret)
      }
    })
  })
}

const refused = expect.objectContaining({ name: 'SessionError', code: 'sign_in_refused' })
const ended = expect.objectContaining({ name: 'SessionError', code: 'refresh_refused' })
const invalid = expect.objectContaining({ name: 'SessionError', code: 'access_token_invalid' })
const unavailable = expect.objectContaining({
  name: 'SessionError',
  code: 'provider_unavailable',
  retryAfter: expect.any(Number),
})

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => expect.unreachable('this should have failed'),
    (error: unknown) => error,
  )
}

async function s256(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  return Buffer.from(digest).toString('base64url')
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
