import type { Report } from '../report/report.ts'

/** The report itself; `report.schema.json` describes it. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`
}
