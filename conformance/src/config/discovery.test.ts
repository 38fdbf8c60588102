import { expect, test } from 'vitest'
import { openInPage } from '../drivers/in-page.ts'
import { systemClock } from '../drivers/system-clock.ts'
import type { SeenResponse } from '../wire/exchange.ts'
import { discover } from './discovery.ts'

const url = 'http://localhost:3000'

function publishing(status: number, type: string, body: string) {
  const response: SeenResponse = { status, headers: [['Content-Type', type]], body }
  const { prober } = openInPage(async () => response, {
    origin: url,
    headers: [],
    timeout: 1000,
    clock: systemClock,
    began: 0,
  })
  return discover(prober, url)
}

test('what the target publishes is taken, and what is not known is named', async () => {
  const published = { url: 'http://elsewhere', refresh: false, later: 1 }
  const { data, discovered } = await publishing(200, 'application/json', JSON.stringify(published))
  expect(data).toEqual({ url, refresh: false })
  expect(discovered.map(({ what, value }) => [what, value])).toEqual([
    ['config', '/.well-known/session-conformance'],
    ['left out', 'later'],
  ])
})

test.each([
  ['nothing', 404, 'application/json', '{}'],
  ['an app shell', 200, 'text/html', '<!doctype html>'],
  ['JSON that is none', 200, 'application/json', '{'],
  ['a list', 200, 'application/json', '[]'],
])('%s is no description', async (_name, status, type, body) => {
  const { data, discovered } = await publishing(status, type, body)
  expect({ data, discovered }).toEqual({ data: undefined, discovered: [] })
})
