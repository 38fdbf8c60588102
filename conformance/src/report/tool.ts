/** Who made a report. A test holds the version to that of package.json. */
export const tool = { name: 'session-conformance', version: '0.1.0' } as const

/** The frozen set of requirements that verdicts are scored against. */
export const REQUIREMENTS = '2026-11'
