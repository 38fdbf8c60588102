import type { MaybePromise } from '../store/port.ts'

/** `await` that does not wait where there is nothing to wait for: a promise costs a turn of the loop. */
export function andThen<A, B>(
  value: MaybePromise<A>,
  next: (value: A) => MaybePromise<B>,
): MaybePromise<B> {
  return value instanceof Promise ? value.then(next) : next(value)
}

/** try and catch around work that may be synchronous. */
export function attempt<A>(
  work: () => MaybePromise<A>,
  recover: (error: unknown) => A,
): MaybePromise<A> {
  try {
    const value = work()
    return value instanceof Promise ? value.catch(recover) : value
  } catch (error) {
    return recover(error)
  }
}
