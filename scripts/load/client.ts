import { Agent, request } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'

const agent = new Agent({ keepAlive: true, maxSockets: 64 })

/** After a pause: the servers close idle connections, and one in closing must not be taken. */
export function closeIdle(): void {
  agent.destroy()
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** One GET over a kept connection, as it is: no redirect is followed, no cookie kept. */
export function get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (body += chunk))
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
      })
    })
    sent.on('error', reject)
    sent.end()
  })
}

/** Cookies by name: all that this client needs of a jar, for it sends each where the test wants it. */
export type Cookies = ReadonlyMap<string, string>

export function withCookiesOf({ headers }: Answer, before: Cookies = new Map()): Cookies {
  const after = new Map(before)
  for (const line of headers['set-cookie'] ?? []) {
    const [pair = ''] = line.split(';')
    const [name = ''] = pair.split('=', 1)
    after.set(name, pair.slice(name.length + 1))
  }
  return after
}

export function cookieHeader(cookies: Cookies, ...names: readonly string[]): string {
  return names.map((name) => `${name}=${cookies.get(name) ?? ''}`).join('; ')
}

/** Works through a list, so many at a time; results in the list's order. */
export async function inTurn<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const worker = async () => {
    while (next < items.length) {
      const index = next
      next += 1
      results[index] = await work(items[index] as T, index)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}
