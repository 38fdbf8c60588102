import { execFile } from 'node:child_process'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import schema from '../../report.schema.json' with { type: 'json' }

const bin = fileURLToPath(new URL('bin.ts', import.meta.url))
let folder: string
let server: Server
let url: string

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

function conformance(...args: string[]): Promise<Ended> {
  const env = { ...process.env, TEST_PASSWORD: 'open sesame', COLUMNS: '100', CI: '1' }
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, ...args], { cwd: folder, env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    )
  })
}

/** A session in sixty lines or less: a form, a cookie without SameSite, an API and a page. */
function literalTarget(): Server {
  const sessions = new Set<string>()
  return createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const cookie = /sid=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? ''
    const to = `${request.method} ${request.url}`
    if (to === 'GET /login') {
      response.setHeader('Content-Type', 'text/html')
      response.end('<form method=post><input name=user><input name=pass></form>')
    } else if (to === 'POST /login' && body === 'user=ada&pass=open+sesame') {
      const id = crypto.randomUUID()
      sessions.add(id)
      response.writeHead(303, {
        'Set-Cookie': `sid=${id}; Path=/; HttpOnly; Secure`,
        Location: '/home',
        'Cache-Control': 'no-store',
      })
      response.end()
    } else if (request.url === '/api/me') {
      response.writeHead(sessions.has(cookie) ? 200 : 401, { 'Content-Type': 'application/json' })
      response.end(sessions.has(cookie) ? '{"user":"ada"}' : '{"error":"signed out"}')
    } else {
      response.end(sessions.has(cookie) ? 'ada' : 'nobody')
    }
  })
}

const config = {
  accounts: [{ username: 'ada', password: { env: 'TEST_PASSWORD' } }],
  signIn: { form: { path: '/login', username: '[name=user]', password: '[name=pass]' } },
  protected: { api: '/api/me' },
  identity: { json: '/user' },
  refresh: false,
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'conformance-'))
  server = literalTarget()
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  url = `http://localhost:${(server.address() as AddressInfo).port}`
  const broken = { ...config, signIn: { form: { ...config.signIn.form, username: '#email' } } }
  const files = {
    'good.json': config,
    'broken-sign-in.json': broken,
    'typo.json': { ...config, protcted: {} },
    'unset.json': { ...config, accounts: [{ username: { env: 'NOT_SET' }, password: 'x' }] },
    'list.json': [],
  }
  for (const [name, data] of Object.entries(files))
    await writeFile(join(folder, name), JSON.stringify(data))
  await writeFile(join(folder, 'syntax.mjs'), 'export default {')
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

describe('a wrong command line is one sentence, and exit 2', () => {
  test.each([
    [['--drvier', 'http', 'http://x'], '--drvier is not an option; did you mean --driver?'],
    [['--slow', 'http://x'], '--slow is not an option'],
    [['--baseline', 'x', 'http://x'], '--baseline is not an option'],
    [['lst'], 'lst is neither a URL nor a command; did you mean "list"?'],
    [['doctor'], 'doctor is neither a URL nor a command'],
    [['localhost:3000'], 'localhost:3000 is no URL; did you mean http://localhost:3000?'],
    [[], 'there is no target: give its URL, or set "url" in the config'],
    [['run', 'http://a', 'http://b'], 'run takes one URL; what is "http://b"?'],
    [['http://x', '--driver', 'htp'], '--driver htp is unknown; did you mean "http"?'],
    [['http://x', '--profile', 'xyz'], '--profile xyz is unknown; it may be public'],
    [['http://x', '--timeout'], '--timeout needs a value: --timeout SECONDS'],
    [['http://x', '--timeout', 'soon'], '--timeout soon is no time'],
    [['http://x', '--timeout', '1', '--timeout', '2'], '--timeout may be given once'],
    [['http://x', '--repeat', '0'], '--repeat 0 is no number from 1 to 999'],
    [['http://x', '--insecure=yes'], '--insecure takes no value'],
    [['http://x', '--header', 'nonsense'], `--header "nonsense" is no header line`],
    [['http://x', '--ca', 'nowhere.pem'], '--ca nowhere.pem cannot be read'],
    [['http://x', '--report', 'jsn'], '--report jsn is unknown; did you mean "json"?'],
    [['http://x', '--report', 'json', '--report', 'pretty'], 'one report can go to stdout'],
    [['http://x', '--only', 'cookie/secure'], 'did you mean "cookies/secure"?'],
    [['explain', 'cookies/secur'], 'did you mean "cookies/secure"?'],
    [['explain'], 'explain takes one check'],
    [['judge', 'nowhere.json'], 'nowhere.json cannot be read'],
    [['judge', 'good.json'], 'good.json: this is no evidence of a run'],
    [['http://x', '-c', 'nowhere.json'], 'nowhere.json: there is no such file'],
    [['http://x', '-c', 'list.json'], 'list.json: the config must be an object'],
    [['http://x', '-c', 'syntax.mjs'], 'syntax.mjs: could not be read'],
    [
      ['http://x', '-c', 'unset.json'],
      'unset.json: accounts[0].username: the environment variable NOT_SET is not set',
    ],
  ])('%j', async (args, sentence) => {
    const { code, out, err } = await conformance(...args)
    expect(err).toContain(`conformance: `)
    expect(err).toContain(sentence)
    expect(err).not.toContain('    at ')
    expect({ code, out }).toEqual({ code: 2, out: '' })
  })

  test('a field that is not one', async () => {
    const { code, err } = await conformance(url, '-c', 'typo.json')
    expect(err).toContain('protcted is not a field; did you mean "protected"?')
    expect(code).toBe(2)
  })

  test('a target of which nothing is known', async () => {
    const { code, err } = await conformance(url)
    expect(err).toContain('nothing is known of')
    expect(code).toBe(2)
  })
})

describe('what there is to read', () => {
  test.each([
    [['--help'], 'session-conformance: runs any web server'],
    [['run', '--help'], '--min-level LEVEL'],
    [['--driver', 'http', '--help'], '--min-level LEVEL'],
    [['list'], 'cookies/secure'],
    [['explain', 'cookies/secure'], 'OWASP ASVS'],
    [['--version'], packageJson.version],
  ])('%j', async (args, text) => {
    const { code, out, err } = await conformance(...args)
    expect(out).toContain(text)
    expect({ code, err }).toEqual({ code: 0, err: '' })
  })

  test('list --json', async () => {
    const { out } = await conformance('list', '--json')
    expect(JSON.parse(out)).toContainEqual(
      expect.objectContaining({ id: 'cookies/secure', core: true }),
    )
  })
})

describe('a run', () => {
  const run = (...args: string[]) =>
    conformance(url, '-c', 'good.json', '--driver', 'http', ...args)

  test('exit 0: what was asked holds', async () => {
    const { code, out, err } = await run('--only', 'cookies/secure')
    expect(out).toContain('PASS  Every requirement that was judged holds.')
    expect(err).toContain('http: ')
    expect(code).toBe(0)
  })

  test('exit 1: a violation, quoted and redacted', async () => {
    const { code, out } = await run('--only', 'cookies/*')
    expect(out).toContain('FAIL  cookies/same-site')
    expect(out).toMatch(/Set-Cookie: sid=‹access\u00a036\u00a0B\u00a0#[0-9a-f]{8}›; Path=\/;/)
    expect(code).toBe(1)
  })

  test('exit 3: nobody could sign in', async () => {
    const { code, out } = await conformance(url, '-c', 'broken-sign-in.json', '--driver', 'http')
    expect(out).toContain('no field matches "#email"')
    expect(out).toContain('INCOMPLETE')
    expect(code).toBe(3)
  })

  test('exit 3: nothing applies, so nothing is known', async () => {
    const { code, out } = await run('--only', 'refresh/transparent')
    expect(out).toContain('Nothing passed, so nothing is known.')
    expect(code).toBe(3)
  })

  test('exit 4: nobody is there', async () => {
    const { code, err } = await conformance('http://localhost:1', '-c', 'good.json')
    expect(err).toContain('http://localhost:1 cannot be reached: connect ECONNREFUSED')
    expect(code).toBe(4)
  })

  test('reports go where they are sent, the JSON by its schema, the evidence judged alike', async () => {
    const { code, out } = await run(
      '--report=json',
      '--report=pretty=report.txt',
      '--evidence=evidence.json',
    )
    const validate = new Ajv({ strict: false }).compile(schema)
    expect(validate(JSON.parse(out)), JSON.stringify(validate.errors)).toBe(true)
    expect(await readFile(join(folder, 'report.txt'), 'utf8')).toContain('cookies/same-site')

    const again = await conformance('judge', 'evidence.json', '--report=json')
    expect(JSON.parse(again.out)).toEqual(JSON.parse(out))
    expect(again.code).toBe(code)

    const saved = await readFile(join(folder, 'evidence.json'), 'utf8')
    expect(saved).not.toContain('open sesame')
    expect(saved).not.toContain('open+sesame')
    expect(saved).not.toMatch(/sid=[0-9a-f]{8}-/)
  })

  test('a target that is started for the run is stopped after it', async () => {
    const script = `require('http').createServer((q, s) => s.end('up')).listen(0, 'localhost', function () {
      require('fs').writeFileSync('port', String(this.address().port)) })`
    await writeFile(join(folder, 'server.cjs'), script)
    const { code, err } = await conformance(
      'http://localhost:1',
      '-c',
      'good.json',
      '--start',
      `"${process.execPath}" server.cjs`,
      '--wait',
      '1',
    )
    expect(err).toContain('cannot be reached')
    expect(code).toBe(4)
    const port = await readFile(join(folder, 'port'), 'utf8')
    await expect(fetch(`http://localhost:${port}`)).rejects.toThrow()
  })

  test('a start command that ends is said to have ended', async () => {
    const { code, err } = await conformance('http://localhost:1', '--start', 'exit 7')
    expect(err).toContain('the --start command ended by itself (exit code 7)')
    expect(code).toBe(2)
  })
})

test('report and package agree on the version', async () => {
  const { tool } = await import('../report/tool.ts')
  expect(tool).toEqual({ name: packageJson.name, version: packageJson.version })
  const { TOKEN } = await import('../drivers/user-agent.ts')
  expect(TOKEN).toBe(`${packageJson.name}/${packageJson.version}`)
})
