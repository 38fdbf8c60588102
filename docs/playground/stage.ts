import { digestOf } from './digest.ts'
import type { Recording, Step } from './recording.ts'
import { renderVerdict } from './render-checklist.ts'
import { differs } from './render-exchange.ts'
import { renderRecording } from './render.ts'
import { toDom } from './tree.ts'
import type { Asked, Answered } from './worker.ts'

export interface Performance {
  readonly recording: Recording
  readonly tree: Node
  readonly verdict: 'pass' | 'fail'
  readonly status: Node
}

let worker: Worker | undefined

/** Runs a scenario in the Worker, and draws what came of it. */
export async function perform(
  asked: Asked & { base: string; open: number; chosen: boolean; mends: boolean; digest: string },
): Promise<Performance> {
  const began = performance.now()
  const { scenario, changes } = asked
  const { recording, sound } = await ask({ scenario, changes })
  const took = Math.max(1, Math.round(performance.now() - began))
  const open =
    (asked.chosen ? undefined : stepToLookAt(recording, sound, asked.mends)) ?? asked.open
  const tree = toDom(renderRecording(recording, { ...asked, open, sound })) as HTMLElement
  tree.classList.add('lab-fresh')
  const equal = changes.length === 0 && (await digestOf(recording)) === asked.digest
  const ran = `Ran in this page in ${took} ms.${equal ? ' Equal, byte for byte, to the recording that the page was built with.' : ''}`
  return {
    recording,
    tree,
    verdict: recording.findings.some(({ status }) => status === 'fail') ? 'fail' : 'pass',
    status: toDom(renderVerdict(recording, ran)),
  }
}

/**
 * Where to look, from 1: in a broken server at the first step that ends otherwise, or at the first that is changed;
 * in a mended one at the first that is still refused.
 */
function stepToLookAt({ steps }: Recording, sound: Recording, mends: boolean): number | undefined {
  const first = (wanted: (step: Step, before: Step | undefined) => boolean): number =>
    steps.findIndex((step, index) => wanted(step, sound.steps[index])) + 1
  if (!steps.some((step, index) => differs(step, sound.steps[index]))) return undefined
  if (mends) return first((step) => lastStatus(step) >= 400) || undefined
  return first((step, before) => lastStatus(step) !== lastStatus(before)) || first(differs)
}

function lastStatus(step: Step | undefined): number {
  return step?.chains[0]?.exchanges.at(-1)?.status ?? 0
}

type Ran = Exclude<Answered, { error: string }>

/** Each question brings a port for its answer: labs of one page share the Worker. */
function ask(asked: Asked): Promise<Ran> {
  worker ??= new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  const answering = worker
  const { port1, port2 } = new MessageChannel()
  return new Promise<Ran>((resolve, reject) => {
    port1.onmessage = ({ data }: MessageEvent<Answered>) =>
      'error' in data ? reject(new Error(data.error)) : resolve(data)
    answering.addEventListener('error', (event) => {
      worker = undefined
      reject(new Error(event.message || 'the Worker did not start.'))
    })
    answering.postMessage(asked, [port2])
  }).finally(() => port1.close())
}
