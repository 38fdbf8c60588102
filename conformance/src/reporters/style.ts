/** What a piece of text is; the terminal decides how that looks. */
export type Tone = 'pass' | 'fail' | 'open' | 'quiet' | 'strong' | 'heading' | 'wire'

/** Dresses a text. It may add nothing that takes room on a line. */
export type Style = (tone: Tone, text: string) => string

/** Leaves every text as it is. */
export const plain: Style = (_tone, text) => text

/** Renders a report. `width` is in columns. */
export interface ReporterOptions {
  readonly style: Style
  readonly width: number
}
