import { createServer } from 'node:net'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { freePort } from './free-port.ts'

test.each(['127.0.0.1', 'localhost'])('passes over a port in use on %s', async (host) => {
  const server = createServer().listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  expect(await freePort(port)).toBeGreaterThan(port)
  server.close()
  await once(server, 'close')
  expect(await freePort(port)).toBe(port)
})
