import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HeaderLines, SeenResponse, SentRequest } from '../wire/exchange.ts'

/** A literal server for the driver contract: what it does stands in the query of each request. */
export interface ContractServer {
  /** The target. */
  readonly origin: string
  /** The same server on another site. */
  readonly elsewhere: string
  /** What arrived, in order. */
  readonly received: SentRequest[]
  /** An address where nobody listens. */
  readonly deserted: string
  close(): Promise<void>
}

/** Answers without a socket; `hang` and `reset` stand for what only a socket can do. */
export function answer(request: SentRequest): SeenResponse | 'hang' | 'reset' {
  const url = new URL(request.url)
  const query = url.searchParams
  const to = query.get('to') ?? '/'
  switch (url.pathname) {
    case '/set':
      return html(
        '<p>set</p>',
        query.getAll('c').map((line) => ['Set-Cookie', line]),
      )
    case '/go':
      return {
        ...html(''),
        status: Number(query.get('status') ?? 302),
        headers: [['Location', to]],
      }
    case '/loop':
      return { ...html(''), status: 302, headers: [['Location', '/loop']] }
    case '/meta':
      return html(`<meta http-equiv="refresh" content="0; url=${escape(to)}"><p>wait</p>`)
    case '/form':
      return html(form(to, query.get('method') ?? 'post'), policy(query))
    case '/rich':
      return html(
        `<img src="/pixel"><script>fetch('/call', { method: 'POST', body: 'x' })</script>`,
        [['Content-Security-Policy', "connect-src 'self'"]],
      )
    case '/script':
      return html(`<script>location.replace(${JSON.stringify(to)})</script>`)
    case '/script-form':
      return html(`<form><input id="name"><input id="pass"><button>Go</button></form><script>
        document.forms[0].onsubmit = (event) => {
          event.preventDefault()
          fetch('/call', { method: 'POST', body: document.querySelector('#name').value })
        }</script>`)
    case '/locked':
      return html('<p>locked</p>', [['Content-Security-Policy', "default-src 'none'"]])
    case '/nothing':
      return { ...html(''), status: 204 }
    case '/denied':
      return { ...html('{"error":"no"}'), status: 401 }
    case '/hang':
      return 'hang'
    case '/reset':
      return 'reset'
    default:
      return html('<p>here</p>')
  }
}

function html(body: string, headers: HeaderLines = []): SeenResponse {
  return { status: 200, headers: [['Content-Type', 'text/html; charset=utf-8'], ...headers], body }
}

function policy(query: URLSearchParams): HeaderLines {
  const value = query.get('policy')
  return value === null ? [] : [['Referrer-Policy', value]]
}

function form(action: string, method: string): string {
  return `<!doctype html><form action="${escape(action)}" method="${method}">
    <input type="hidden" name="csrf" value="a&amp;b">
    <input id="name" name="name"> <input id="pass" name="pass" type="password">
    <input type="checkbox" name="keep" checked> <input type="checkbox" name="not">
    <select name="lang"><option value="en">English<option value="de" selected>Deutsch</select>
    <textarea name="note">
one
two</textarea>
    <input name="off" value="1" disabled>
    <button name="act" value="go">Go</button> <button name="act" value="other" id="other">Other</button>
  </form>`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}

/** Serves `answer` on a port of its own, as `localhost` and, on another site, as `127.0.0.1`. */
export async function startContractServer(): Promise<ContractServer> {
  const received: SentRequest[] = []
  const server = createServer((incoming, outgoing) => void serve(incoming, outgoing, received))
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://localhost:${port}`,
    elsewhere: `http://127.0.0.1:${port}`,
    received,
    // Not one that a neighbour may be given in the meantime, nor one that browsers refuse to ask.
    deserted: 'http://localhost:4/',
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  received: SentRequest[],
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const raw = incoming.rawHeaders
  const request: SentRequest = {
    method: incoming.method ?? 'GET',
    url: `http://${incoming.headers.host}${incoming.url}`,
    headers: Array.from({ length: raw.length / 2 }, (_, at) => [
      raw[2 * at] ?? '',
      raw[2 * at + 1] ?? '',
    ]),
    body: Buffer.concat(chunks).toString('utf8'),
  }
  if (!request.url.endsWith('/favicon.ico')) received.push(request)
  const response = answer(request)
  if (response === 'reset') incoming.socket.destroy()
  if (typeof response === 'string') return
  outgoing.writeHead(response.status, response.headers.flat())
  outgoing.end(response.body)
}
