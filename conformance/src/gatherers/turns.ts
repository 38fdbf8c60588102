import type { Clock, DriverName } from '../drivers/port.ts'

/** Runs a journey with a clock of its own. */
export type Alone = <T>(journey: (clock: Clock) => Promise<T>) => Promise<T>

/**
 * How the journeys of one driver share the machine. Over http all run at once. In a browser, which
 * takes seconds where http takes milliseconds, one acts at a time, and the others sleep meanwhile:
 * or short-lived credentials would end before their journeys do.
 */
export function turnsFor(driver: DriverName, clock: Clock): Alone {
  if (driver === 'http') return (journey) => journey(clock)
  let last: Promise<void> = Promise.resolve()
  const take = async (): Promise<() => void> => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const before = last
    last = promise
    await before
    return resolve
  }
  return async (journey) => {
    let pass = await take()
    const sleep = async (milliseconds: number): Promise<void> => {
      pass()
      await clock.sleep(milliseconds)
      pass = await take()
    }
    try {
      return await journey({ now: () => clock.now(), sleep })
    } finally {
      pass()
    }
  }
}
