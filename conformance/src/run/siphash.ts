const MASK = (1n << 64n) - 1n

/** 128 bits. */
export type HashKey = readonly [bigint, bigint]

/** A key that nobody can guess, new for each run. */
export function randomKey(): HashKey {
  const [first = 0n, second = 0n] = crypto.getRandomValues(new BigUint64Array(2))
  return [first, second]
}

/** SipHash-2-4 of a text's UTF-8 octets: keyed, synchronous, and the same in Node and in a page. */
export function sipHash(key: HashKey, text: string): bigint {
  const octets = new TextEncoder().encode(text)
  const state = [
    key[0] ^ 0x736f6d6570736575n,
    key[1] ^ 0x646f72616e646f6dn,
    key[0] ^ 0x6c7967656e657261n,
    key[1] ^ 0x7465646279746573n,
  ] as [bigint, bigint, bigint, bigint]
  const whole = octets.length - (octets.length % 8)
  for (let at = 0; at < whole; at += 8) absorb(state, word(octets, at, 8), 2)
  const tail = word(octets, whole, octets.length - whole)
  absorb(state, tail | (BigInt(octets.length & 0xff) << 56n), 2)
  state[2] ^= 0xffn
  for (let count = 0; count < 4; count += 1) round(state)
  return state[0] ^ state[1] ^ state[2] ^ state[3]
}

function word(octets: Uint8Array, from: number, length: number): bigint {
  let value = 0n
  for (let at = length - 1; at >= 0; at -= 1) value = (value << 8n) | BigInt(octets[from + at] ?? 0)
  return value
}

function absorb(state: [bigint, bigint, bigint, bigint], value: bigint, rounds: number): void {
  state[3] ^= value
  for (let count = 0; count < rounds; count += 1) round(state)
  state[0] ^= value
}

function round(v: [bigint, bigint, bigint, bigint]): void {
  v[0] = (v[0] + v[1]) & MASK
  v[1] = rotate(v[1], 13n) ^ v[0]
  v[0] = rotate(v[0], 32n)
  v[2] = (v[2] + v[3]) & MASK
  v[3] = rotate(v[3], 16n) ^ v[2]
  v[0] = (v[0] + v[3]) & MASK
  v[3] = rotate(v[3], 21n) ^ v[0]
  v[2] = (v[2] + v[1]) & MASK
  v[1] = rotate(v[1], 17n) ^ v[2]
  v[2] = rotate(v[2], 32n)
}

function rotate(value: bigint, by: bigint): bigint {
  return ((value << by) | (value >> (64n - by))) & MASK
}
