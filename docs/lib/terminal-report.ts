import { checks } from '../../conformance/src/checks/index.ts'
import type { DriverOptions } from '../../conformance/src/drivers/port.ts'
import { createProber } from '../../conformance/src/drivers/prober.ts'
import { createWebDriver } from '../../conformance/src/drivers/web-driver.ts'
import type { Transport } from '../../conformance/src/drivers/transport.ts'
import { gather } from '../../conformance/src/gatherers/gather.ts'
import type { Report } from '../../conformance/src/report/report.ts'
import { renderPretty } from '../../conformance/src/reporters/pretty.ts'
import type { Style, Tone } from '../../conformance/src/reporters/style.ts'
import { collect } from '../../conformance/src/run/collect.ts'
import { judge } from '../../conformance/src/run/judge.ts'
import { appOrigin, createWorld } from '../playground/world.ts'

/** A stretch of a terminal's text, and what it is. */
export interface Dressed {
  readonly tone: Tone | undefined
  readonly text: string
}

/** Runs the whole checklist on the reference implementation with some defects, when the site is built. */
export async function runChecklist(defects: readonly string[]): Promise<Report> {
  const { clock, transport: carry, target } = createWorld('reference', defects)
  const transport = oneByOne(carry)
  const began = clock.now()
  const options: DriverOptions = { origin: appOrigin, headers: [], timeout: 10_000, clock, began }
  const evidence = await collect({
    config: target,
    checks,
    drivers: [
      {
        driver: createWebDriver(transport, options),
        prober: createProber(transport, options, 'p1'),
      },
    ],
    gather,
    clock,
    began,
    secrets: new Map(),
    // Always the same key: two builds of the site show the same marks.
    key: [1n, 2n],
    discovered: [],
    notes: [],
  })
  return judge(evidence, checks, { profile: 'bff', minLevel: 'must' }).report
}

/** Requests in the order in which they were sent: what is random then comes out the same at each build. */
function oneByOne(carry: Transport): Transport {
  let last: Promise<unknown> = Promise.resolve()
  return (sent) => {
    const turn = last.then(() => carry(sent))
    last = turn
    return turn
  }
}

// Control characters cannot stand in the text: the reporter escapes them.
const start = '\u0001'
const middle = '\u0002'
const end = '\u0003'
const marked: Style = (tone, text) => `${start}${tone}${middle}${text}${end}`

/** What the terminal shows of a report at that width, line by line. */
export function terminalLines(report: Report, width: number): readonly (readonly Dressed[])[] {
  return renderPretty(report, { style: marked, width }).split('\n').map(dressed)
}

function dressed(line: string): readonly Dressed[] {
  return line
    .split(start)
    .flatMap((part, index): readonly Dressed[] => {
      if (index === 0) return [{ tone: undefined, text: part }]
      const [tone = '', rest = ''] = part.split(middle)
      const [text = '', after = ''] = rest.split(end)
      return [
        { tone: tone as Tone, text },
        { tone: undefined, text: after },
      ]
    })
    .filter(({ text }) => text !== '')
}
