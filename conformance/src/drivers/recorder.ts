import type { Exchange, Failure, SeenResponse, SentRequest, Trail } from '../wire/exchange.ts'
import type { Clock } from './port.ts'

/** What is known of an exchange when it starts. */
export interface Started {
  readonly kind: Exchange['kind']
  readonly request: SentRequest
  readonly redirectOf?: string
}

/** An exchange under way; `end` may be called once. */
export interface OpenExchange {
  readonly id: string
  end(outcome: Outcome): Exchange
}

/** How an exchange ended. A browser shows the headers that it really sent only then, hence `request`. */
export type Outcome = { readonly request?: SentRequest } & (
  { readonly response: SeenResponse } | { readonly failure: Failure }
)

/** Gives exchanges their ids and times, and keeps them in order of sending. */
export interface Recorder {
  readonly trail: Trail
  start(started: Started): OpenExchange
}

/** The times of one run, and the trail of all its visitors. */
export interface Ledger {
  readonly trail: Trail
  /** @param id of the visitor or prober, unique in the run */
  recorder(id: string): Recorder
}

/** @param began when the run began, epoch milliseconds */
export function createLedger(clock: Clock, began: number): Ledger {
  const everything: (Exchange | undefined)[] = []
  return {
    get trail() {
      return everything.filter((exchange) => exchange !== undefined)
    },
    recorder(id) {
      const own: (Exchange | undefined)[] = []
      return {
        get trail() {
          return own.filter((exchange) => exchange !== undefined)
        },
        start({ kind, request, redirectOf }) {
          const at = clock.now()
          const place = own.push(undefined)
          const placeInAll = everything.push(undefined)
          const name = `${id}.${place}`
          return {
            id: name,
            end(outcome) {
              const exchange: Exchange = Object.freeze({
                id: name,
                at: at - began,
                durationMs: clock.now() - at,
                kind,
                request,
                ...outcome,
                ...(redirectOf === undefined ? {} : { redirectOf }),
              })
              own[place - 1] = exchange
              everything[placeInAll - 1] = exchange
              return exchange
            },
          }
        },
      }
    },
  }
}
