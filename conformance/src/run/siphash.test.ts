import { expect, test } from 'vitest'
import { sipHash, type HashKey } from './siphash.ts'

/** The key 00 01 … 0f of the paper's vectors, and the inputs 00 01 … of each length. */
const key: HashKey = [0x0706050403020100n, 0x0f0e0d0c0b0a0908n]
const input = (length: number): string => String.fromCharCode(...Array(length).keys())

test.each([
  [0, 0x726fdb47dd0e0e31n],
  [1, 0x74f839c593dc67fdn],
  [7, 0xab0200f58b01d137n],
  [8, 0x93f5f5799a932462n],
  [15, 0xa129ca6149be45e5n],
  [63, 0x958a324ceb064572n],
])('SipHash-2-4 of %i octets', (length, expected) => {
  expect(sipHash(key, input(length))).toBe(expected)
})
