import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const call = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
let folder: string
let installed: string

/** Where npm would put a package's dependency, from the place that asks for it. */
async function folderOf(name: string, from: string): Promise<string> {
  for (const base of createRequire(join(from, 'x.js')).resolve.paths(name) ?? []) {
    const candidate = join(base, name)
    if (await readFile(join(candidate, 'package.json')).catch(() => undefined)) return candidate
  }
  throw new Error(`${name} is not installed`)
}

async function install(name: string, from: string, into: string): Promise<void> {
  const source = await folderOf(name, from)
  const target = join(into, name)
  await cp(source, target, { recursive: true, dereference: true })
  const manifest = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'))
  for (const dependency of Object.keys(manifest.dependencies ?? {}))
    await install(dependency, source, into)
}

/** Packs what `files` names, compiled afresh, and lays it beside its dependencies and nothing else: no Playwright. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'conformance-packed-'))
  const modules = join(folder, 'node_modules')
  installed = join(modules, 'session-conformance')
  await mkdir(installed, { recursive: true })
  const tsc = join(dirname(await folderOf('typescript', root)), 'typescript', 'bin', 'tsc')
  const out = join(installed, 'dist')
  const options = ['--outDir', out, '--incremental', 'false', '--tsBuildInfoFile', 'null']
  await call(process.execPath, [tsc, '-p', root, ...options])
  for (const name of ['bin', 'package.json', 'report.schema.json', 'README.md'])
    await cp(join(root, name), join(installed, name), { recursive: true })
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  for (const name of Object.keys(manifest.dependencies)) await install(name, root, modules)
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
}, 120_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

const conformance = (...args: string[]) =>
  call(process.execPath, [join(installed, 'bin', 'conformance.js'), ...args], { cwd: folder })

test('the command runs with nothing but its dependencies', async () => {
  expect((await conformance('--help')).stdout).toContain('conformance <url>')
  expect((await conformance('list')).stdout).toContain('cookies/secure')
})

test('without Playwright the http driver runs, and the browser is said to be missing', async () => {
  const failure = await conformance('http://localhost:1', '--driver', 'all').catch((error) => error)
  expect(failure).toMatchObject({ code: 4 })
  const missing = `import { findBrowser } from './node_modules/session-conformance/dist/drivers/browser/find.js'
    console.log(JSON.stringify(await findBrowser({})))`
  await writeFile(join(folder, 'missing.js'), missing)
  const { stdout } = await call(process.execPath, [join(folder, 'missing.js')], { cwd: folder })
  expect(JSON.parse(stdout)).toMatchObject({ reason: 'Playwright is not installed' })
})

test('the library is imported by its name', async () => {
  const script = `import { checks, defineConfig, env, form, judge, run } from 'session-conformance'
    console.log(checks.length > 0, [defineConfig, env, form, judge, run].every((f) => typeof f === 'function'))`
  await writeFile(join(folder, 'use.js'), script)
  const { stdout } = await call(process.execPath, [join(folder, 'use.js')], { cwd: folder })
  expect(stdout.trim()).toBe('true true')
})

test('no test and no build note is in it', async () => {
  const files = await readdir(join(installed, 'dist'), { recursive: true })
  expect(files.filter((file) => /test|contract|cases|buildinfo/.test(file))).toEqual([])
})
