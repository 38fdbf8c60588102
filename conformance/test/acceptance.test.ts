import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDemo, type RunningDemo } from '../../reference-impl/src/demo/main.ts'
import { demoPassword } from '../../reference-impl/src/emulator/users.ts'
import type { Report } from '../src/report/report.ts'
import { mutantById } from './mutants/index.ts'

const bin = resolve(import.meta.dirname, '../src/cli/bin.ts')
const folder = mkdtempSync(join(tmpdir(), 'acceptance-'))
const unreachable = 'http://localhost:9'

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs the command as a user does: a process, its exit code, its two streams. */
async function conformance(...args: string[]): Promise<Ran> {
  return new Promise((done) => {
    const env = { ...process.env, NO_COLOR: '1', CI: '1', GITHUB_ACTIONS: '' }
    execFile(process.execPath, [bin, ...args], { cwd: folder, env }, (error, out, err) =>
      done({ code: error ? Number(error.code) : 0, out, err }),
    )
  })
}

async function serve(mutant?: string): Promise<RunningDemo> {
  const broken = mutant === undefined ? {} : { defect: mutantById(mutant).defect }
  return startDemo({ port: 0, accessTtl: 4, quiet: true, ...broken })
}

describe('a server whose refresh cookie lacks HttpOnly', () => {
  let demo: RunningDemo
  let ran: Ran
  const evidence = join(folder, 'evidence.json')
  beforeAll(async () => {
    demo = await serve('cookies/refresh-http-only')
    ran = await conformance(demo.url, '--driver', 'http', '--evidence', evidence)
  })
  afterAll(() => demo.close())

  test('fails the run', () => expect(ran.code).toBe(1))

  test('is named by one requirement alone', () => {
    expect(ran.out).toContain('cookies/refresh-http-only')
    expect(ran.out).toMatch(/1 failed · 13 passed/)
  })

  test('shows the line as it came, its value hidden', () => {
    expect(ran.out.replaceAll(/\s+/g, ' ')).toMatch(
      /set-cookie: __Secure-refreshToken=‹refresh \d+ B #[0-9a-f]{8}›; Path=\/auth\/refresh; Max-Age=28800; SameSite=Strict; Secure/i,
    )
  })

  test('says how to mend it', () => expect(ran.out).toContain('httpOnly: true'))

  test('puts no password into any output', () => {
    expect(ran.out + ran.err).not.toContain(demoPassword)
  })

  test('is judged the same from saved evidence, with the server gone', async () => {
    const file = join(folder, 'report.json')
    const again = await conformance('judge', evidence, '--report', `json=${file}`)
    expect(again.code).toBe(1)
  })
})

test('the reference as it is passes', async () => {
  const demo = await serve()
  const ran = await conformance(demo.url, '--driver', 'http', '--report', 'json')
  await demo.close()
  const report = JSON.parse(ran.out) as Report
  expect(report.findings.filter(({ status }) => status !== 'pass')).toEqual([])
  expect(ran.code).toBe(0)
})

test('a server that is not there', async () => {
  const { code, err } = await conformance(unreachable, '--driver', 'http')
  expect(code).toBe(4)
  expect(err).toContain(unreachable)
})

test('a flag that does not exist', async () => {
  const { code, err } = await conformance(unreachable, '--drvier', 'http')
  expect(code).toBe(2)
  expect(err).toContain('--driver')
})

test('a password that is wrong: nothing is judged, and the reason is said', async () => {
  const demo = await serve()
  const config = join(folder, 'wrong.json')
  const described = await fetch(`${demo.url}/.well-known/session-conformance`)
  const { write: _write, ...resources } = ((await described.clone().json()) as Described).protected
  const { signIn, session, refresh, signOut } = (await described.json()) as Described
  const accounts = [{ username: 'ada@example.com', password: 'not-the-password' }]
  const data = { url: demo.url, accounts, signIn, protected: resources, session, refresh, signOut }
  writeFileSync(config, JSON.stringify(data))
  const { code, out } = await conformance('--config', config, '--driver', 'http')
  await demo.close()
  expect(code).toBe(3)
  expect(out).toContain('sign-in')
  expect(out).not.toContain('not-the-password')
})

interface Described {
  readonly protected: Record<string, unknown>
  readonly signIn: unknown
  readonly session: unknown
  readonly refresh: unknown
  readonly signOut: unknown
}
