import { http, HttpResponse, type HttpHandler } from 'msw'
import type { Emulator } from './emulator.ts'
import { ConnectionLost } from './failure.ts'

/**
 * The emulator's endpoints as handlers of msw, for tests that run no server. They stand apart, for msw weighs more
 * (70 kB gz) than a page may load; there `emulator.fetch` answers as it is.
 * Use msw 2: with msw 3 in its process, every session call of the SDK hangs.
 */
export function emulatorHandlers(emulator: Emulator): HttpHandler[] {
  const { issuer } = emulator.environment
  const methods = { GET: http.get, POST: http.post }
  return emulator.routes.map(({ method, path }) =>
    methods[method](`${issuer}${path}`, async ({ request }) => {
      try {
        return await emulator.fetch(request)
      } catch (error) {
        if (error instanceof ConnectionLost) return HttpResponse.error()
        throw error
      }
    }),
  )
}
