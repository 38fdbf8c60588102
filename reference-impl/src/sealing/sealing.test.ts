import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SessionError } from '../session/errors.ts'
import { keyRing, parseKeys } from './key-ring.ts'
import type { SealingKey } from './key-ring.ts'
import { nodeSealer } from './node.ts'
import type { Sealer } from './port.ts'
import { webSealer } from './web.ts'

const key = (id: string, fill: number): SealingKey => ({ id, bytes: new Uint8Array(32).fill(fill) })
const OLD = key('k1', 1)
const NEW = key('k2', 2)

const sealers = [
  ['node:crypto', nodeSealer],
  ['Web Crypto', webSealer],
] as const satisfies readonly (readonly [string, (keys: readonly SealingKey[]) => Sealer])[]

describe.each(sealers)('%s', (_, sealerWith) => {
  const sealer = sealerWith([OLD])

  test('what is sealed for a place opens there, and nowhere else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string(), async (text, context) => {
        const sealed = await sealer.seal(text, context)
        expect(sealed).toMatch(/^k1\.[\w-]+$/)
        expect(await sealer.open(sealed, context)).toEqual({ plaintext: text, stale: false })
        expect(await sealer.open(sealed, `${context}x`)).toBeUndefined()
      }),
      { numRuns: 50 },
    )
  })

  test('one changed character, wherever it stands, and it does not open', async () => {
    const sealed = await sealer.seal('secret', 'here')
    for (let at = 0; at < sealed.length; at += 1)
      for (const character of ['A', 'B', '_', '.', '=', ' '])
        if (sealed[at] !== character) {
          const changed = sealed.slice(0, at) + character + sealed.slice(at + 1)
          expect(await sealer.open(changed, 'here'), changed).toBeUndefined()
        }
  })

  test('no text makes it throw', async () => {
    const any = fc.oneof(
      fc.string(),
      fc.string().map((text) => `k1.${text}`),
    )
    await fc.assert(
      fc.asyncProperty(any, async (text) => {
        expect(await sealer.open(text, 'here')).toBeUndefined()
      }),
    )
  })

  test('an older key opens, the newest seals, a key that left does neither', async () => {
    const sealed = await sealer.seal('text', 'here')
    const rotated = sealerWith([NEW, OLD])
    expect(await rotated.open(sealed, 'here')).toEqual({ plaintext: 'text', stale: true })
    expect(await rotated.seal('text', 'here')).toMatch(/^k2\./)
    expect(await sealerWith([NEW]).open(sealed, 'here')).toBeUndefined()
  })

  test('the same text never looks the same', async () => {
    expect(await sealer.seal('text', 'here')).not.toBe(await sealer.seal('text', 'here'))
  })

  test.each(sealers)('what it seals, %s opens', async (_name, other) => {
    const sealed = await sealer.seal('päss', 'here')
    expect(await other([OLD]).open(sealed, 'here')).toEqual({ plaintext: 'päss', stale: false })
  })
})

describe('the key ring', () => {
  test.each<[string, readonly SealingKey[]]>([
    ['empty', []],
    ['a short key', [{ id: 'k1', bytes: new Uint8Array(16) }]],
    ['an id with a dot', [key('k.1', 1)]],
    ['one id twice', [OLD, key('k1', 2)]],
  ])('refuses %s', (_, keys) => expect(() => keyRing(keys)).toThrow(SessionError))

  test('is read from text, in either alphabet', () => {
    const bytes = Buffer.alloc(32, 0xfb)
    const text = `new:${bytes.toString('base64url')}, old:${bytes.toString('base64')}`
    expect(parseKeys(text)).toEqual([
      { id: 'new', bytes: new Uint8Array(bytes) },
      { id: 'old', bytes: new Uint8Array(bytes) },
    ])
    expect(() => parseKeys('k1:?')).toThrow('k1')
  })
})
