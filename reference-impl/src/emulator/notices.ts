import type { Delivery, Environment, Session } from './environment.ts'
import { logoutToken } from './tokens.ts'
import { logoutEvent, webhookRequest } from './webhook.ts'

/** Tells applications of sessions that ended. */
export interface Notices {
  /** Sends what the knobs ask for, and waits for nothing. */
  tell(session: Session): void
  /** Resolves once nothing is under way. */
  idle(): Promise<void>
}

export type Send = (request: Request) => Promise<Response>

/** Milliseconds before each further attempt. */
const retries = [200, 1000]
/** Milliseconds that an application may take to answer. */
const patience = 2000
/** Deliveries that the state tells of. */
const kept = 100

export function createNotices(environment: Environment, send: Send): Notices {
  const underWay = new Set<Promise<void>>()
  const start = (
    about: Pick<Delivery, 'kind' | 'id' | 'sid' | 'url'>,
    request: () => Promise<Request>,
  ): void => {
    const delivery: Delivery = { ...about, attempts: 0, outcome: 'under way' }
    environment.deliveries.push(delivery)
    environment.deliveries.splice(0, environment.deliveries.length - kept)
    const work = deliver(environment, delivery, request, send)
    underWay.add(work)
    void work.finally(() => underWay.delete(work))
  }

  return {
    tell(session) {
      const { webhook, backChannelLogoutUri } = environment.knobs
      const { sid } = session
      if (webhook) {
        const id = `evt_${environment.random(12)}`
        const body = logoutEvent(environment, session, id)
        start({ kind: 'webhook', id, sid, url: webhook.url }, () =>
          webhookRequest(webhook, id, body, environment.now()),
        )
      }
      if (backChannelLogoutUri !== null) {
        const id = `lgt_${environment.random(12)}`
        start({ kind: 'back-channel', id, sid, url: backChannelLogoutUri }, async () => {
          const token = await logoutToken(environment, session, id)
          const body = new URLSearchParams({ logout_token: token })
          return new Request(backChannelLogoutUri, { method: 'POST', body })
        })
      }
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}

/** Sends it until somebody takes it or refuses it for good; an application that is away is asked thrice. */
async function deliver(
  environment: Environment,
  delivery: Delivery,
  request: () => Promise<Request>,
  send: Send,
): Promise<void> {
  for (const wait of [...retries, undefined]) {
    environment.counters[`notices.${delivery.kind}`] += 1
    delivery.attempts += 1
    const status = await attempt(await request(), send)
    if (status !== undefined) delivery.status = status
    if (status !== undefined && status !== 429 && status < 500) {
      delivery.outcome = status < 300 ? 'delivered' : 'refused'
      return
    }
    if (wait !== undefined) await new Promise((resolve) => setTimeout(resolve, wait))
  }
  delivery.outcome = 'given up'
}

async function attempt(request: Request, send: Send): Promise<number | undefined> {
  try {
    const signal = AbortSignal.timeout(patience)
    const response = await send(new Request(request, { redirect: 'manual', signal }))
    await response.body?.cancel()
    return response.status
  } catch {
    return undefined
  }
}
