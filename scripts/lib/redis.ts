import { existsSync } from 'node:fs'
import { run } from './run.ts'

/** Whether there is a redis-server for the tests, installed if there was none. If not, it says so. */
export async function ensureRedis(say: (sentence: string) => void): Promise<boolean> {
  if (await isThere()) return true
  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    say('Installing redis-server (once) …')
    const apt = { quiet: true, env: { DEBIAN_FRONTEND: 'noninteractive' } }
    await run('apt-get', ['update'], apt)
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'redis-server'], apt)
  }
  if (await isThere()) return true
  say(
    'No redis-server could be installed: install it by hand (apt-get install redis-server, brew install redis).',
  )
  return false
}

async function isThere(): Promise<boolean> {
  return (await run('redis-server', ['--version'], { quiet: true })).code === 0
}
