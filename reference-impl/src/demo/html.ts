import { escapeHtml } from '../routes/page.ts'

/** HTML that is safe to send; anything else in a template is escaped. */
export interface Html {
  readonly html: string
}

type Value = Html | string | number | undefined | false | readonly Html[]

export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { html: String.raw({ raw: strings }, ...values.map(rendered)) }
}

function rendered(value: Value): string {
  if (value === undefined || value === false) return ''
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value))
  return 'html' in value ? value.html : value.map((each) => each.html).join('')
}
