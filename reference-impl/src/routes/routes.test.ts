import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { definePolicy } from '../session/policy.ts'
import type { RequestState } from '../session/state.ts'
import { FETCH, NAVIGATION, ORIGIN, createBench } from '../../test-support/bench.ts'
import type { Bench } from '../../test-support/bench.ts'
import { viewOf } from '../session/view.ts'
import { answer } from './answer.ts'

const policy = definePolicy({ origin: ORIGIN })
const page = (method = 'GET') =>
  viewOf(new Request(`${ORIGIN}/home?a=1`, { method, headers: NAVIGATION }))
const script = viewOf(new Request(`${ORIGIN}/api`, { headers: FETCH }))

type NotSignedIn = Exclude<RequestState, { kind: 'signed-in' }>

describe('the answer to', () => {
  test.each<[string, NotSignedIn, ReturnType<typeof page>, number, string | undefined]>([
    [
      'a stranger who navigates',
      { kind: 'signed-out', code: 'authentication_required' },
      page(),
      303,
      '/auth/sign-in?return_to=%2Fhome%3Fa%3D1',
    ],
    [
      'a stranger who posts a form',
      { kind: 'signed-out', code: 'authentication_required' },
      page('POST'),
      303,
      '/auth/sign-in',
    ],
    [
      'a stranger’s fetch',
      { kind: 'signed-out', code: 'authentication_required' },
      script,
      401,
      undefined,
    ],
    [
      'a revoked session’s fetch',
      { kind: 'signed-out', code: 'session_revoked' },
      script,
      401,
      undefined,
    ],
    [
      'an expired token',
      { kind: 'refresh', location: '/auth/refresh?return_to=%2F' },
      page(),
      307,
      '/auth/refresh?return_to=%2F',
    ],
    ['an arrival from elsewhere', { kind: 'bounce', location: '/home' }, page(), 200, undefined],
    ['a forged request', { kind: 'refused', code: 'cross_site_refused' }, script, 403, undefined],
    [
      'an outage',
      { kind: 'unavailable', code: 'store_unavailable', retryAfter: 3 },
      script,
      503,
      undefined,
    ],
  ])('%s', (_, state, view, status, location) => {
    const { headers, ...rest } = answer(state, view, policy)
    const found = new Headers(headers as [string, string][])
    expect(rest.status).toBe(status)
    expect(found.get('location') ?? undefined).toBe(location)
    expect(found.get('cache-control')).toBe('no-store')
    expect(found.get('vary')).toContain('Cookie')
    expect(found.has('www-authenticate')).toBe(status === 401)
    expect(found.has('retry-after')).toBe(status === 503)
  })

  test('every 401 has the same shape, and echoes nothing', () => {
    const codes = ['authentication_required', 'access_token_invalid', 'session_revoked'] as const
    const shapes = codes.map((code) => {
      const { body } = answer({ kind: 'signed-out', code }, script, policy)
      return Object.keys(JSON.parse(body) as object)
    })
    expect(new Set(shapes.map(String))).toEqual(new Set(['title,status,code,detail']))
  })

  test('a bounce is a page that holds nothing but the way', () => {
    const { headers, body } = answer(
      { kind: 'bounce', location: '/a?b="><script>' },
      page(),
      policy,
    )
    const csp = new Headers(headers as [string, string][]).get('content-security-policy')
    const style = /<style>(.*)<\/style>/.exec(body)![1]!
    const hash = createHash('sha256').update(style).digest('base64')
    expect(csp).toContain(`default-src 'none'; style-src 'sha256-${hash}'`)
    expect(body).toContain('url=/a?b=&#34;&#62;&#60;script&#62;"')
  })
})

describe('the routes', () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await createBench()
  })
  afterAll(() => bench.close())

  test.each([
    ['GET', '/auth/sign-in', 303],
    ['GET', '/auth/callback', 400],
    ['GET', '/auth/refresh', 401],
    ['POST', '/auth/refresh', 401],
    ['PUT', '/auth/refresh', 401],
    ['POST', '/auth/sign-out', 200],
    ['GET', '/auth/sessions', 401],
    ['DELETE', '/auth/sessions', 401],
    ['GET', '/auth/sign-out', 405],
    ['POST', '/auth/sign-in', 405],
    ['PUT', '/auth/sessions/ses_1', 405],
    ['GET', '/auth/', undefined],
    ['GET', '/auth/refreshX', undefined],
    ['GET', '/auth/refresh/x', undefined],
    ['GET', '/AUTH/refresh', undefined],
    ['DELETE', '/auth/sessions/a%2Fb', undefined],
    ['GET', '/', undefined],
  ])('%s %s: %s', async (method, path, status) => {
    const response = await bench.routes(new Request(ORIGIN + path, { method, headers: FETCH }))
    expect(response?.status).toBe(status)
    if (response) expect(response.headers.get('cache-control')).toBe('no-store')
  })

  test('a callback that fails shows a person a page', async () => {
    const response = await bench.routes(
      new Request(`${ORIGIN}/auth/callback?error=access_denied`, { headers: NAVIGATION }),
    )
    expect(response?.status).toBe(400)
    expect(response?.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(await response?.text()).toContain('<h1>Sign-in did not complete</h1>')
  })
})
