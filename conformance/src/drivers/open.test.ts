import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDrivers, openLine, type DriverChoice } from './open.ts'
import { systemClock } from './system-clock.ts'

let folder: string
let broken: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'conformance-browser-'))
  broken = join(folder, 'chromium')
  await writeFile(broken, '#!/bin/sh\nexit 1\n')
  await chmod(broken, 0o755)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

async function opened(choice: DriverChoice, browser: string) {
  const options = {
    choice,
    origin: 'http://localhost:1',
    headers: [],
    timeout: 1000,
    clock: systemClock,
    began: 0,
    env: { CONFORMANCE_BROWSER: browser },
  }
  const open = await openDrivers(await openLine(options), options)
  await open.close()
  return {
    names: open.drivers.map((slot) => ('driver' in slot ? slot.driver.name : `no ${slot.missing}`)),
    words: [...open.notes, ...open.drivers.map((slot) => ('missing' in slot ? slot.reason : ''))]
      .join(' ')
      .trim(),
  }
}

test('http alone asks for no browser', async () => {
  expect(await opened('http', '/nowhere')).toEqual({ names: ['http'], words: '' })
})

test.each<[DriverChoice, string[]]>([
  ['auto', ['http']],
  ['all', ['http', 'no browser']],
  ['browser', ['no browser']],
])('%s, where the browser is not there: %j', async (choice, names) => {
  const open = await opened(choice, '/nowhere')
  expect(open.names).toEqual(names)
  expect(open.words).toContain('CONFORMANCE_BROWSER names /nowhere, which does not exist')
})

test('a browser that does not start is none', async () => {
  const open = await opened('auto', broken)
  expect(open.names).toEqual(['http'])
  expect(open.words).toContain('does not start')
})
