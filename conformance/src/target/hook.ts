import type { Hook } from '../config/config.ts'
import type { Visitor } from '../drivers/port.ts'
import type { Exchange } from '../wire/exchange.ts'
import { outcome } from '../derived/quote.ts'
import { StepFailed } from './gap.ts'
import type { Contact } from './target.ts'
import { fillIn, type Values } from './template.ts'

/**
 * Runs a hook of the config. A request to the target is made by this visitor, cookies and all;
 * one to another origin (a provider's API) by a bare client.
 * @returns the exchange, or undefined for a command
 */
export async function runHook(
  contact: Contact,
  hook: Hook,
  visitor: Visitor,
  values: Values,
): Promise<Exchange | undefined> {
  if ('command' in hook) {
    if (!contact.runCommand) {
      throw new StepFailed(
        'hook: commands cannot be run here',
        'give a request instead of a command',
      )
    }
    await contact.runCommand(hook.command)
    return undefined
  }
  const request = fillIn(hook.request, values)
  const url = new URL(request.path, contact.origin)
  const exchange =
    url.origin === contact.origin
      ? (await visitor.fetch(request)).hops[0]
      : await contact.prober.send(request)
  if (exchange?.response && exchange.response.status < 400) return exchange
  throw new StepFailed(
    `hook: ${url.pathname} answered ${exchange ? outcome(exchange) : 'nothing'}`,
    'check the request in the config: its method, body, and what it needs besides cookies',
    exchange,
  )
}
