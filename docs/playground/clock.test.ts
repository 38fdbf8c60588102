import { expect, it } from 'vitest'
import { createClock, createSeededBytes } from './clock.ts'

it('jumps to the moment at which the first sleeper wakes, and then to the next', async () => {
  const clock = createClock()
  const woken: string[] = []
  const sleeper = async (name: string, milliseconds: number): Promise<void> => {
    await clock.sleep(milliseconds)
    woken.push(`${name} at ${clock.elapsed()}`)
  }
  await Promise.all([sleeper('late', 300_000), sleeper('early', 1_000), sleeper('also', 300_000)])
  expect(woken).toEqual(['early at 1000', 'late at 300000', 'also at 300000'])
})

it('stands still while somebody works', async () => {
  const clock = createClock()
  const asleep = clock.sleep(60_000)
  await clock.during(async () => {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 1))
    expect(clock.elapsed()).toBe(0)
  })
  await asleep
  expect(clock.elapsed()).toBe(60_000)
})

it('goes on when work fails', async () => {
  const clock = createClock()
  await expect(clock.during(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  await clock.sleep(5)
  expect(clock.elapsed()).toBe(5)
})

it('wakes those of one moment by rank, whoever fell asleep first', async () => {
  const clock = createClock()
  const woken: number[] = []
  await Promise.all([3, 1, 2].map((rank) => clock.sleep(10, rank).then(() => woken.push(rank))))
  expect(woken).toEqual([1, 2, 3])
})

it.each([
  { after: 0, reading: '0:00' },
  { after: 59_999, reading: '0:59' },
  { after: 6 * 60_000, reading: '6:00' },
  { after: 3_600_000 + 61_000, reading: '1:01:01' },
])('reads $reading after $after ms', async ({ after, reading }) => {
  const clock = createClock()
  await clock.sleep(after)
  expect(clock.reading()).toBe(reading)
})

it('makes the same bytes of the same seed, and others of another', () => {
  const [one, again, other] = [createSeededBytes(1), createSeededBytes(1), createSeededBytes(2)]
  const bytes = one(32)
  expect(again(32)).toEqual(bytes)
  expect(other(32)).not.toEqual(bytes)
  expect(one(32)).not.toEqual(bytes)
  expect(new Set(bytes).size).toBeGreaterThan(16)
})
