import { expect, test } from 'vitest'
import { BoundedCache } from './bounded-cache.ts'

test('forgets the oldest', () => {
  const cache = new BoundedCache<number>(2)
  for (const [index, key] of ['a', 'b', 'c'].entries()) cache.set(key, index)
  expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual([undefined, 1, 2])
})

test('an entry answers for the whole of its key, and for nothing that ends alike', () => {
  const cache = new BoundedCache<string>(10)
  const tail = 't'.repeat(40)
  cache.set(`one.${tail}`, 'one')
  expect(cache.get(`two.${tail}`)).toBeUndefined()
  expect(cache.get(tail)).toBeUndefined()
  expect(cache.get(`one.${tail}`)).toBe('one')
})
