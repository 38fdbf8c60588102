import { spawn } from 'node:child_process'
import { performance } from 'node:perf_hooks'

export interface Outcome {
  readonly code: number
  readonly output: string
  readonly seconds: number
}

/** Runs a command of this repository; its output is kept, and shown as it comes unless `quiet`. */
export function run(
  command: string,
  args: readonly string[],
  options: { quiet?: boolean; env?: NodeJS.ProcessEnv; timeout?: number } = {},
): Promise<Outcome> {
  const started = performance.now()
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
      ...(options.timeout ? { timeout: options.timeout } : {}),
    })
    let output = ''
    const keep = (chunk: Buffer) => {
      output += chunk.toString()
      if (!options.quiet) process.stderr.write(chunk)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const end = (code: number) =>
      resolve({ code, output, seconds: (performance.now() - started) / 1000 })
    child.on('error', (error) => {
      output += error.message
      end(127)
    })
    child.on('close', (code) => end(code ?? 1))
  })
}
