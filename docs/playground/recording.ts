/** Who speaks in a lab: the visitor's browser, the application, the identity provider. */
export type Lane = 'browser' | 'app' | 'provider'

/** Which credential a cookie carries; the renderer gives each a colour and a letter of its own. */
export type Role = 'access' | 'refresh' | 'other'

/** A cookie as a lab shows it: its value is a mark such as `A1`; equal values have equal marks. */
export interface MarkedCookie {
  readonly name: string
  readonly role: Role
  readonly mark: string
}

/** A cookie of the jar at the moment of a request: sent, or held back by a rule. */
export interface Travel extends MarkedCookie {
  /** The rule that held it back; absent where it was sent. */
  readonly heldBack?: string
}

/** A header line of an answer. Cookie values stand in it as marks. */
export interface AnswerLine {
  readonly name: string
  readonly value: string
  readonly cookie?: MarkedCookie & {
    readonly done: 'stored' | 'removed' | 'refused'
    /** Why the browser refused to store it. */
    readonly because?: string
  }
}

/** One request and its answer, redacted. */
export interface LabExchange {
  readonly from: Lane
  readonly to: Lane
  readonly method: string
  /** Path with query; values that differ from run to run are left out. */
  readonly target: string
  /** Where the request starts, as `Sec-Fetch-Site` and `Sec-Fetch-Mode` have it. */
  readonly context?: string
  readonly travel: readonly Travel[]
  readonly body?: string
  /** What the application asked of the provider before it answered. */
  readonly calls: readonly LabExchange[]
  /** 0 where no answer came. */
  readonly status: number
  readonly reason: string
  readonly lines: readonly AnswerLine[]
  readonly answer?: string
}

/** Exchanges that follow from one another by redirect; several stand side by side in a parallel step. */
export interface Chain {
  readonly label?: string
  readonly exchanges: readonly LabExchange[]
}

export interface JarCookie extends MarkedCookie {
  readonly path: string
  readonly attributes: string
  /** Time on the lab's clock, or `with the browser`. */
  readonly until: string
}

export interface Step {
  /** Time since the story began, `6:00`. */
  readonly at: string
  readonly title: string
  /** What to look at, in a sentence. */
  readonly note: string
  /** Whose browser it is. */
  readonly who: string
  readonly chains: readonly Chain[]
  /** Calls to the provider in a parallel step, where they belong to no chain alone. */
  readonly calls: readonly LabExchange[]
  /** The visitor's jar after the step. */
  readonly jar: readonly JarCookie[]
}

/** A requirement of the checklist and what it found. */
export interface LabFinding {
  readonly id: string
  readonly title: string
  readonly level: string
  readonly status: 'pass' | 'fail' | 'not-applicable' | 'inconclusive'
  readonly because: string
  readonly expected: string
  readonly seen: readonly string[]
}

/** All that a run of a lab showed: plain data, the same in Node and in a page, byte for byte. */
export interface Recording {
  readonly scenario: string
  readonly changes: readonly string[]
  readonly steps: readonly Step[]
  readonly findings: readonly LabFinding[]
}
