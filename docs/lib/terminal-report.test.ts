import { expect, it } from 'vitest'
import { runChecklist, terminalLines } from './terminal-report.ts'

const plain = (lines: ReturnType<typeof terminalLines>) =>
  lines.map((line) => line.map(({ text }) => text).join('')).join('\n')

it('finds nothing to say against the reference implementation', async () => {
  const { summary, verdict } = await runChecklist([])
  expect(verdict).toBe('pass')
  expect(summary).toMatchObject({ fail: 0, inconclusive: 0, flaky: 0 })
})

it('shows a defect, the same at each build', async () => {
  const report = await runChecklist(['scope/refresh-ledger'])
  expect(report.verdict).toBe('fail')
  const text = plain(terminalLines(report, 84))
  expect(text).toContain('FAIL  scope/refresh-ledger')
  expect(text.split('').filter((sign) => sign < ' ' && sign !== '\n')).toEqual([])
  const again = await runChecklist(['scope/refresh-ledger'])
  expect(plain(terminalLines(again, 84))).toBe(text)
})
