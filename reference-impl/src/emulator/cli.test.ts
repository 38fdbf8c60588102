import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'

const bin = new URL('../../bin/scalekit-emulator.js', import.meta.url).pathname

function start(...options: readonly string[]) {
  const child = spawn(process.execPath, [bin, ...options])
  const shown = { out: '', error: '' }
  child.stdout.on('data', (chunk) => (shown.out += String(chunk)))
  child.stderr.on('data', (chunk) => (shown.error += String(chunk)))
  return { child, shown }
}

describe('scalekit-emulator', () => {
  test('prints the variables that an application needs, and serves until it is told to stop', async () => {
    const { child, shown } = start('--port', '0', '--access-ttl', '7')
    await once(child.stdout, 'data')
    const variables = Object.fromEntries(
      [...shown.out.matchAll(/^export (SCALEKIT_\w+)=(\S+)$/gm)].map(([, name, value]) => [
        name,
        value,
      ]),
    ) as Record<string, string>
    expect(Object.keys(variables)).toEqual([
      'SCALEKIT_ENVIRONMENT_URL',
      'SCALEKIT_CLIENT_ID',
      'SCALEKIT_CLIENT_SECRET',
    ])
    const state = await fetch(`${variables['SCALEKIT_ENVIRONMENT_URL']}/_emulator/state`)
    expect(await state.json()).toMatchObject({ knobs: { lifetimes: { access: 7 } } })
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  test('--help', async () => {
    const { child, shown } = start('--help')
    expect(await once(child, 'close')).toEqual([0, null])
    expect(shown.out).toContain('--access-ttl')
  })

  test.each([
    [['--port', 'x'], '--port is "x"'],
    [['--port', '70000'], '--port is "70000"'],
    [['--access-ttl', '0'], '--access-ttl is "0"'],
    [['--prot', '1'], "'--prot'"],
  ])('%j is refused in one line', async (options, sentence) => {
    const { child, shown } = start(...options)
    expect(await once(child, 'close')).toEqual([2, null])
    expect(shown.error).toContain(sentence)
    expect(shown.error.trim().split('\n')).toHaveLength(1)
  })

  test('a port that is taken is named', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const { child, shown } = start('--port', String(port))
    expect(await once(child, 'close')).toEqual([2, null])
    expect(shown.error).toContain(`Port ${port} is taken`)
    other.close()
  })
})
