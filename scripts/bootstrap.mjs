// The first thing that runs on a fresh machine: plain JavaScript for whatever Node is there.
// It installs what the lock file names, then hands over to the pinned Node and a script in TypeScript.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const modules = join(root, 'node_modules')
const stampFile = join(modules, '.session-guide-setup')
const nodeBinary = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

const [command, ...args] = process.argv.slice(2)
const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 20) {
  fail(`Node ${process.versions.node} is too old to set this up: install Node 20 or newer.`)
}

install()
const script = join(root, 'scripts', `${command}.ts`)
if (!command || !existsSync(script)) fail(`There is no scripts/${command}.ts to run.`)
handOver(script)

/** Installs if the lock file, a manifest or the platform changed since the last time. */
function install() {
  const wanted = fingerprint()
  const done = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : ''
  if (done === wanted && existsSync(nodeBinary)) return
  console.error('Installing packages (once; about a minute) …')
  // `npm install` and not `npm ci`: the lock file need not name the optional builds for other platforms.
  const npm = process.env['npm_execpath']
  const options = ['install', '--no-audit', '--no-fund', '--no-save', '--loglevel=error']
  const result = npm
    ? spawnSync(process.execPath, [npm, ...options], { cwd: root, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', options, { cwd: root, stdio: ['ignore', 2, 2], shell: true })
  if (result.status !== 0) {
    fail('npm could not install the packages: see above; then run the same command again.')
  }
  if (!existsSync(nodeBinary)) {
    fail(
      'The package "node" did not bring its binary: run "npm rebuild node", then the same command again.',
    )
  }
  writeFileSync(stampFile, wanted)
}

function fingerprint() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`)
  for (const file of [
    'package-lock.json',
    'package.json',
    'reference-impl/package.json',
    'conformance/package.json',
  ]) {
    hash.update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

/** Runs the script on the pinned Node, with its binaries first in PATH, and ends as it ends. */
function handOver(file) {
  const separator = process.platform === 'win32' ? ';' : ':'
  const path = [dirname(nodeBinary), join(modules, '.bin'), process.env['PATH']].join(separator)
  const child = spawn(nodeBinary, [file, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: path, ASTRO_TELEMETRY_DISABLED: '1' },
  })
  // A terminal's Ctrl-C reaches the child by itself; a signal sent to this process alone does not.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143)
  })
}

function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}
