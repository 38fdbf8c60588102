import { spawn, type ChildProcess } from 'node:child_process'
import { UsageError } from './usage-error.ts'

/**
 * Runs a command in the shell to its end.
 * @throws Error where it fails; the command's output is not repeated, for it may hold secrets
 */
export function runShell(command: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, { shell: true, stdio: 'ignore' })
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      if (code === 0) resolve()
      else reject(new Error(`the command ended with ${signal ?? `exit code ${code}`}`))
    })
  })
}

/** A server that was started for the run. */
export interface Started {
  /** Aborted when the command ends by itself, which a server should not. */
  readonly ended: AbortSignal
  stop(): Promise<void>
}

/** How long a server may take to end before it is killed, milliseconds. */
const PATIENCE = 3000

/** Starts a command in the shell, in a process group of its own, so that all that it starts can be stopped. */
export function startShell(command: string, show: boolean): Started {
  const group = process.platform !== 'win32'
  // Its output goes to stderr, if anywhere: stdout is for reports.
  const child = spawn(command, {
    shell: true,
    detached: group,
    stdio: ['ignore', show ? 2 : 'ignore', show ? 2 : 'ignore'],
  })
  const exited = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
  })
  const kill = (signal: NodeJS.Signals): void => killGroup(child, signal, group)
  const last = (): void => kill('SIGKILL')
  const interrupted = (): void => process.exit(130)
  process.once('exit', last)
  process.once('SIGINT', interrupted)
  process.once('SIGTERM', interrupted)
  const ended = new AbortController()
  void exited.then((how) =>
    ended.abort(new UsageError(`the --start command ended by itself (${how})`)),
  )
  return {
    ended: ended.signal,
    async stop() {
      process.off('exit', last)
      process.off('SIGINT', interrupted)
      process.off('SIGTERM', interrupted)
      kill('SIGTERM')
      const timer = setTimeout(() => kill('SIGKILL'), PATIENCE)
      await exited
      clearTimeout(timer)
    },
  }
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals, group: boolean): void {
  if (child.pid === undefined) return
  try {
    if (group) process.kill(-child.pid, signal)
    else child.kill(signal)
  } catch {
    // It is gone already.
  }
}
