import { createEmulator, demoClient, type EmulatorOptions } from '../src/emulator/emulator.ts'
import { adminRoutes } from '../src/emulator/http/admin.ts'
import { turnKnobs, type KnobChanges } from '../src/emulator/knobs.ts'

export const issuer = 'https://env.example'
export const redirectUri = 'http://localhost:3000/auth/callback'

/** RFC 7636 Appendix B. */
export const codeVerifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const codeChallenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

export const goodRequest: Readonly<Record<string, string>> = {
  response_type: 'code',
  client_id: demoClient.clientId,
  redirect_uri: redirectUri,
  scope: 'openid profile email offline_access',
  state: 'the-state',
  nonce: 'the-nonce',
  code_challenge: codeChallenge,
  code_challenge_method: 'S256',
  login_hint: 'ada@example.com',
}

/** Answer of the token endpoint, as the tests read it. */
export interface TokenBody {
  readonly access_token: string
  readonly refresh_token: string
  readonly id_token: string
  readonly expires_in: number
  readonly error?: string
}

/** An emulator in this process with a clock that stands still, and a client that speaks plain OAuth to it. */
export function oauthClient(options: Partial<EmulatorOptions> = {}) {
  let time = 1_800_000_000_000
  const emulator = createEmulator({
    issuer,
    now: () => time,
    moreRoutes: adminRoutes({}),
    ...options,
  })
  const { environment } = emulator
  const turn = (changes: KnobChanges): void => {
    environment.knobs = turnKnobs(environment.knobs, changes)
  }

  const get = (path: string, headers: HeadersInit = {}): Promise<Response> =>
    emulator.fetch(new Request(issuer + path, { headers }))
  const form = (
    path: string,
    fields: Readonly<Record<string, string>>,
    headers: HeadersInit = {},
  ): Promise<Response> =>
    emulator.fetch(
      new Request(issuer + path, { method: 'POST', headers, body: new URLSearchParams(fields) }),
    )
  const json = (path: string, body?: unknown): Promise<Response> =>
    emulator.fetch(
      new Request(issuer + path, {
        method: 'POST',
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    )
  const authorizePath = (changes: Readonly<Record<string, string | undefined>> = {}): string => {
    const asked = Object.entries({ ...goodRequest, ...changes })
    const present = asked.filter((entry): entry is [string, string] => entry[1] !== undefined)
    return `/oauth/authorize?${new URLSearchParams(present)}`
  }
  const token = (fields: Readonly<Record<string, string>>): Promise<Response> =>
    form('/oauth/token', {
      client_id: demoClient.clientId,
      client_secret: demoClient.clientSecret,
      ...fields,
    })
  const code = async (changes = {}): Promise<string> => {
    turn({ autoApprove: true })
    const response = await get(authorizePath(changes))
    return locationOf(response).searchParams.get('code') ?? ''
  }
  const redeem = (value: string, changes: Readonly<Record<string, string>> = {}) =>
    token({
      grant_type: 'authorization_code',
      code: value,
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
      ...changes,
    })
  const refresh = (refreshToken: string) =>
    token({ grant_type: 'refresh_token', refresh_token: refreshToken })
  const signIn = async (changes = {}): Promise<TokenBody> =>
    bodyOf(await redeem(await code(changes)))

  return {
    emulator,
    environment,
    turn,
    get,
    form,
    json,
    authorizePath,
    token,
    code,
    redeem,
    refresh,
    signIn,
    advance(seconds: number): void {
      time += seconds * 1000
    },
  }
}

export async function bodyOf(response: Response): Promise<TokenBody> {
  return (await response.json()) as TokenBody
}

export function locationOf(response: Response): URL {
  return new URL(response.headers.get('location') ?? '')
}

/** Claims of a token, unverified. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >
}
