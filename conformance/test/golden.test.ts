import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { demoPassword } from '../../reference-impl/src/emulator/users.ts'
import { checks } from '../src/checks/index.ts'
import { judge } from '../src/run/judge.ts'
import { parseEvidence } from '../src/run/saved-evidence.ts'

const folder = join(import.meta.dirname, 'golden')

describe.each(['clean', 'broken'])('saved evidence of a %s server', (name) => {
  const text = gunzipSync(readFileSync(join(folder, `${name}.evidence.json.gz`))).toString()
  const wanted = JSON.parse(readFileSync(join(folder, `${name}.verdicts.json`), 'utf8')) as Verdicts
  const known = checks.filter(({ id }) => id in wanted)

  test('is judged as it was when it was saved', () => {
    const { report, errors } = judge(parseEvidence(text), known, {
      profile: 'bff',
      minLevel: 'must',
    })
    expect(Object.fromEntries(report.findings.map(({ id, status }) => [id, status]))).toEqual(
      wanted,
    )
    expect(report.verdict).toBe(name === 'clean' ? 'pass' : 'fail')
    expect(errors).toEqual([])
  })

  test('holds no secret', () => {
    expect(text).not.toContain(demoPassword)
    // A JWT, and a sealed value of the reference: key id, dot, base64url.
    expect(text).not.toMatch(/eyJ[\w-]{10,}\.[\w-]{10,}/)
    expect(text).not.toMatch(/(?:accessToken|refreshToken)=[\w-]+\.[\w-]{40,}/)
  })
})

type Verdicts = Readonly<Record<string, string>>
