import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadConfig } from './load.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'conformance-config-'))
  const files = {
    'other.json': '{ "url": "http://json", "accounts": [{ "password": { "env": "SECRET" } }] }',
    'other.js': 'module.exports = { url: "http://js" }',
    'other.mjs': 'export default { url: "http://mjs" }',
    'other.mts': 'export default { url: "http://mts" satisfies string }',
    'nothing.mjs': 'export const url = 1',
    'broken.mjs': "import 'no-such-package'",
    'broken.json': '{',
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

test.each(['json', 'js', 'mjs', 'mts'])('a config may be %s', async (ext) => {
  const loaded = await loadConfig(folder, `other.${ext}`, { SECRET: 's3cret' })
  expect(loaded).toMatchObject({ file: `other.${ext}`, data: { url: `http://${ext}` } })
})

test('one with the right name is found, TypeScript before others, and none is no error', async () => {
  expect(await loadConfig(folder, undefined, {})).toBeUndefined()
  await writeFile(join(folder, 'conformance.config.json'), '{ "url": "http://found" }')
  expect(await loadConfig(folder, undefined, {})).toMatchObject({ data: { url: 'http://found' } })
  await writeFile(join(folder, 'conformance.config.mts'), 'export default { url: "http://mts" }')
  expect(await loadConfig(folder, undefined, {})).toMatchObject({ data: { url: 'http://mts' } })
})

test.each([
  ['nowhere.json', 'nowhere.json: there is no such file'],
  ['nothing.mjs', 'nothing.mjs: the config must be an object, exported as default'],
  ['broken.mjs', "broken.mjs: could not be read: Cannot find package 'no-such-package'"],
  ['broken.json', 'broken.json: could not be read'],
  ['other.json', 'other.json: accounts[0].password: the environment variable SECRET is not set'],
])('%s: %s', async (file, message) => {
  await expect(loadConfig(folder, file, {})).rejects.toThrow(message)
})
