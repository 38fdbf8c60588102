import type { ProgressEvent } from '../run/gatherer-port.ts'
import type { Terminal } from './terminal.ts'

/** Turns the steps of all drivers into one line: `http refresh · browser sign-in`. */
export function liveProgress(terminal: Terminal, verbose: boolean): (event: ProgressEvent) => void {
  const under = new Map<string, Set<string>>()
  return ({ driver, step, state }) => {
    const steps = under.get(driver) ?? new Set<string>()
    under.set(driver, steps)
    if (state === 'started') steps.add(step)
    else steps.delete(step)
    if (verbose) terminal.say(`${driver}: ${step} ${state}`)
    const line = [...under]
      .filter(([, running]) => running.size > 0)
      .map(([name, running]) => `${name}: ${[...running].join(', ')}`)
      .join(' · ')
    if (line !== '' && !verbose && state === 'started') terminal.progress(line)
  }
}
