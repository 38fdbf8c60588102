import type { MaybePromise } from '../store/port.ts'
import type { SelfIssuedState } from './self-issued-state.ts'
import { unavailable } from './token-endpoint.ts'

/** Asks the application's state something. */
export type AskState = <T>(question: (state: SelfIssuedState) => MaybePromise<T>) => Promise<T>

/** The answer, or `provider_unavailable`: that something is away, or slow, says nothing about any session. */
export async function reached<T>(timeout: number, question: () => MaybePromise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`No answer in ${timeout} ms.`)), timeout)
  try {
    return await Promise.race([Promise.resolve().then(question), late])
  } catch (cause) {
    throw unavailable('cannot reach its users, its grants or its keys', { cause })
  } finally {
    clearTimeout(timer)
  }
}
