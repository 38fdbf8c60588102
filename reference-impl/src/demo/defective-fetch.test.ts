import { expect, test } from 'vitest'
import { defectiveFetch } from './defective-fetch.ts'

const handler = async (request: Request): Promise<Response> => {
  const headers = new Headers([
    ['set-cookie', 'a=1; HttpOnly'],
    ['set-cookie', 'b=2; HttpOnly'],
    ['x-method', request.method],
  ])
  return new Response(await request.text(), { headers })
}
const post = () => new Request('https://app.example/x?y=1', { method: 'POST', body: 'text' })

test('breaks a fetch handler as it would a server', async () => {
  const broken = defectiveFetch(
    {
      request: (head) => ({ ...head, headers: [...head.headers, ['x-added', '1']] }),
      setCookie: (line, { url }) => (line.startsWith('a') ? [] : `${line}; Path=${url}`),
      response: (head) => ({ ...head, status: 201 }),
      body: (text, { status }) => `${text} ${status}`,
    },
    handler,
  )
  const response = await broken(post())
  expect(response.headers.getSetCookie()).toEqual(['b=2; HttpOnly; Path=/x?y=1'])
  expect(response.headers.get('x-method')).toBe('POST')
  expect([response.status, await response.text()]).toEqual([201, 'text 201'])
})

test('without a defect, nothing changes', async () => {
  const response = await defectiveFetch({}, handler)(post())
  expect(response.headers.getSetCookie()).toHaveLength(2)
  expect([response.status, await response.text()]).toEqual([200, 'text'])
})

test('a response that can have no body gets none', async () => {
  const empty = async () => new Response(null, { status: 204 })
  expect((await defectiveFetch({}, empty)(post())).status).toBe(204)
})
