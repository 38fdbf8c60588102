import { driverContract } from './contract.ts'
import { answer } from './contract-server.ts'
import { openInPage } from './in-page.ts'
import type { SentRequest } from '../wire/exchange.ts'
import { systemClock } from './system-clock.ts'

driverContract('the in-page driver', async () => {
  const origin = 'http://localhost:3000'
  const received: SentRequest[] = []
  const handle = async (request: SentRequest) => {
    received.push({ ...request, body: request.body ?? '' })
    const response = answer(request)
    if (typeof response === 'string') throw new Error(response)
    return response
  }
  return {
    ...openInPage(handle, {
      origin,
      headers: [],
      timeout: 3000,
      clock: systemClock,
      began: Date.now(),
    }),
    origin,
    elsewhere: 'http://127.0.0.1:3000',
    received,
    close: async () => {},
  }
})
