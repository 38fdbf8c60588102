import { installByApt } from './apt.ts'
import { run } from './run.ts'

/** Whether there is a redis-server for the tests, installed if there was none. If not, it says so. */
export async function ensureRedis(say: (sentence: string) => void): Promise<boolean> {
  if (await isThere()) return true
  await installByApt('redis-server', say)
  if (await isThere()) return true
  say(
    'No redis-server could be installed: install it by hand (apt-get install redis-server, brew install redis).',
  )
  return false
}

async function isThere(): Promise<boolean> {
  return (await run('redis-server', ['--version'], { quiet: true })).code === 0
}
