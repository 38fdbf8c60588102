import type { Account, FormSignIn, SignIn } from '../config/config.ts'
import type { Arrival, Visitor } from '../drivers/port.ts'
import { outcome } from '../derived/quote.ts'
import { StepFailed } from './gap.ts'
import { fillIn } from './template.ts'

/** Signs a visitor in: by a form, on the target or on the provider that it redirects to, or by a request. */
export async function signInVisitor(
  visitor: Visitor,
  how: SignIn,
  account: Account,
): Promise<Arrival> {
  const arrival =
    'form' in how
      ? await byForm(visitor, how.form, account)
      : await visitor.fetch(fillIn(how.request, account))
  if (arrival.last.response && arrival.last.response.status < 400) return arrival
  // A script may not read what another origin answers; its cookies count all the same.
  if (!('form' in how) && arrival.hops[0]?.response) return arrival
  throw new StepFailed(
    `sign-in: ${describe(arrival)}`,
    'check the account and "signIn" in the config',
    arrival.last,
  )
}

async function byForm(visitor: Visitor, form: FormSignIn, account: Account): Promise<Arrival> {
  const opened = await visitor.navigate(form.path)
  if (!opened.last.response || opened.last.response.status >= 400) return opened
  const name = { [form.username]: account.username }
  const secret = { [form.password]: account.password }
  const button = form.submit === undefined ? {} : { submit: form.submit }
  const { html } = await visitor.page()
  const whole = await visitor.submit({ fields: { ...name, ...secret }, ...button })
  if (whole.last.failure?.kind !== 'malformed') return whole
  // Identifier first: some providers ask for the name, and for the password on the next page.
  const asked = await visitor.submit({ fields: name, ...button })
  if (asked.last.failure?.kind === 'malformed') throw noField(form, html, whole)
  return visitor.submit({ fields: secret, ...button })
}

function noField(form: FormSignIn, html: string, arrival: Arrival): StepFailed {
  const inputs = [...html.matchAll(/<input\b[^>]*?\s(?:id|name)\s*=\s*["']?([\w.:-]+)/gi)]
  const names = [...new Set(inputs.map((match) => match[1]))].slice(0, 8).join(', ')
  const message = arrival.last.failure?.message ?? `no field matches "${form.username}"`
  return new StepFailed(
    // The address of a provider's page is long, and its query holds values of the flow.
    `sign-in: ${message.replaceAll(/\?\S*/g, '')}`,
    names === ''
      ? 'check "signIn.form.path" in the config: the page has no input'
      : `check "signIn.form" in the config: the page has the inputs ${names}`,
    arrival.last,
  )
}

function describe({ last }: Arrival): string {
  const { method, url } = last.request
  return `${method} ${new URL(url).pathname} ended with ${last.failure?.message ?? outcome(last)}`
}
