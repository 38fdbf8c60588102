import { existsSync } from 'node:fs'
import { run } from './run.ts'

/** Installs the distribution's package where that needs nobody's leave: as root on Debian and its kin. */
export async function installByApt(name: string, say: (sentence: string) => void): Promise<void> {
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) return
  say(`Installing ${name} by apt-get (once) …`)
  const apt = { quiet: true, env: { DEBIAN_FRONTEND: 'noninteractive' } }
  await run('apt-get', ['update'], apt)
  await run('apt-get', ['install', '-y', '--no-install-recommends', name], apt)
}
