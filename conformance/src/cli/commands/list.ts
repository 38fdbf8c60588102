import { checks } from '../../checks/index.ts'
import { pad } from '../../reporters/wrap.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit.ts'
import { UsageError } from '../usage-error.ts'

export const listCommand: Command = {
  name: 'list',
  usage: 'list [--json]',
  summary: 'Lists every check: id, level, drivers, title.',
  options: { json: { help: 'as JSON' } },
  async run(parsed, terminal) {
    if (parsed.positionals.length > 0)
      throw new UsageError('list takes no argument; to read about a check: conformance explain ID')
    const rows = checks.map(({ id, level, drivers, core, title }) => ({
      id,
      level,
      drivers,
      core: core === true,
      title,
    }))
    if (parsed.options.has('json')) {
      terminal.print(`${JSON.stringify(rows, null, 2)}\n`)
      return EXIT.pass
    }
    const width = Math.max(...rows.map(({ id }) => id.length)) + 2
    const lines = rows.map(({ id, level, drivers, core, title }) => {
      const facts = pad(level, 8) + pad(drivers.join(', '), 15) + pad(core ? 'core' : '', 6)
      return `${terminal.style('strong', pad(id, width))}${terminal.style('quiet', facts)}${title}`
    })
    terminal.print(`${lines.join('\n')}\n`)
    return EXIT.pass
  },
}
