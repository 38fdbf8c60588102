import { digestOf } from './digest.ts'
import type { Recording } from './recording.ts'
import { renderRecording, tally } from './render.ts'
import { h, toDom } from './tree.ts'
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
  asked: Asked & { base: string; open: number; digest: string },
): Promise<Performance> {
  const began = performance.now()
  const { scenario, changes } = asked
  const { recording, sound } = await ask({ scenario, changes })
  const took = Math.max(1, Math.round(performance.now() - began))
  const { findings } = recording
  const failed = findings.filter(({ status }) => status === 'fail')
  const tree = toDom(renderRecording(recording, { ...asked, sound })) as HTMLElement
  tree.classList.add('lab-fresh')
  return {
    recording,
    tree,
    verdict: failed.length > 0 ? 'fail' : 'pass',
    status: toDom(
      h(
        'span',
        {},
        h('strong', {}, tally(findings)),
        ` Ran in this page in ${took} ms.`,
        changes.length === 0 &&
          (await digestOf(recording)) === asked.digest &&
          ' Equal, byte for byte, to the recording that this page was built with.',
      ),
    ),
  }
}

type Ran = Exclude<Answered, { error: string }>

function ask(asked: Asked): Promise<Ran> {
  worker ??= new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  const answering = worker
  return new Promise((resolve, reject) => {
    answering.onmessage = ({ data }: MessageEvent<Answered>) =>
      'error' in data ? reject(new Error(data.error)) : resolve(data)
    answering.onerror = (event) => {
      worker = undefined
      reject(new Error(event.message || 'the Worker did not start'))
    }
    answering.postMessage(asked)
  })
}
