import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { mutantById } from '../conformance/test/mutants/index.ts'
import { launchBrowser, serveAndJudge } from '../conformance/test/matrix/serve-and-judge.ts'

/** Saves the redacted evidence of a run over the reference, whole and broken, for the tests to judge again. */

const folder = resolve(import.meta.dirname, '../conformance/test/golden')
const golden = { clean: undefined, broken: 'cookies/refresh-http-only' }

/** Checks read status and headers; a whole page in every exchange would only be in the way. */
const longestBody = 200

mkdirSync(folder, { recursive: true })
const browser = await launchBrowser()
for (const [name, mutant] of Object.entries(golden)) {
  const defect = mutant === undefined ? undefined : mutantById(mutant).defect
  const { evidence, findings } = await serveAndJudge('http', defect, browser)
  const text = JSON.stringify(evidence, (key, value: unknown) =>
    key === 'body' && typeof value === 'string' ? value.slice(0, longestBody) : value,
  )
  writeFileSync(join(folder, `${name}.evidence.json.gz`), gzipSync(text))
  const verdicts = Object.fromEntries(findings.map(({ id, status }) => [id, status]))
  writeFileSync(join(folder, `${name}.verdicts.json`), `${JSON.stringify(verdicts, null, 2)}\n`)
}
await browser.close()
