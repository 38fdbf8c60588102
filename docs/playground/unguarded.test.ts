import { expect, it } from 'vitest'
import { UnguardedRequest, UnguardedResponse } from './unguarded.ts'

// Node guards nothing; that these hold in a Worker, the labs on the built site show.
it('keeps header lines, and the type that a body brings along', async () => {
  const request = new UnguardedRequest('https://app.test/auth', {
    method: 'POST',
    headers: { cookie: 'a=1', 'sec-fetch-site': 'cross-site' },
    body: new URLSearchParams({ grant_type: 'refresh_token' }),
  })
  const copy = new UnguardedRequest(request).clone()
  expect([...copy.headers]).toEqual([
    ['content-type', 'application/x-www-form-urlencoded;charset=UTF-8'],
    ['cookie', 'a=1'],
    ['sec-fetch-site', 'cross-site'],
  ])
  expect(copy.method).toBe('POST')
  expect(await copy.text()).toBe('grant_type=refresh_token')
})

it('keeps each Set-Cookie line, in copies too', async () => {
  const headers = new Headers()
  headers.append('set-cookie', 'a=1; Path=/')
  headers.append('set-cookie', 'b=2; Path=/auth/refresh')
  const responses = [
    new UnguardedResponse('ok', { headers, status: 201 }),
    new UnguardedResponse('ok', { headers, status: 201 }).clone(),
    UnguardedResponse.json({}, { headers, status: 201 }),
  ]
  for (const response of responses) {
    expect(response.status).toBe(201)
    expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2; Path=/auth/refresh'])
  }
  expect(UnguardedResponse.redirect('/there', 303).headers.get('location')).toBe('/there')
})
