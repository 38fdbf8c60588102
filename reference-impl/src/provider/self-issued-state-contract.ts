import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Grant, IssuedCode, SelfIssuedState, SelfIssuedUser } from './self-issued-state.ts'

/** A state under test, with these users. */
export interface StateWorld {
  readonly state: SelfIssuedState
  /** The same to another process, if others can see it. */
  readonly other?: SelfIssuedState
  close(): void
}

const ada: SelfIssuedUser = {
  id: 'usr_ada',
  email: 'ada@example.com',
  name: 'Ada',
  passwordHash: 'hash-1',
  roles: ['admin'],
}
const grace: SelfIssuedUser = { id: 'usr_grace', email: 'grace@example.com', passwordHash: 'h' }
const code: IssuedCode = {
  hash: 'code-hash',
  sid: 'ses_1',
  userId: 'usr_ada',
  redirectUri: 'http://localhost:3000/auth/callback',
  nonce: 'nonce',
  codeChallenge: 'challenge',
  authenticatedAt: 1000,
  expiresAt: 61_000,
}
const grant = (sid: string, change: Partial<Grant> = {}): Grant => ({
  sid,
  userId: 'usr_ada',
  generation: 1,
  familyHash: `family of ${sid}`,
  tokenHash: `token of ${sid}`,
  expiresAt: 100_000,
  ...change,
})

/** Holds a state to the port. */
export function selfIssuedStateContract(
  name: string,
  make: (users: readonly SelfIssuedUser[]) => StateWorld,
): void {
  describe(`${name} keeps the contract of the self-issued state`, () => {
    let world: StateWorld
    let state: SelfIssuedState
    let other: SelfIssuedState

    beforeEach(() => {
      world = make([ada, grace])
      state = world.state
      other = world.other ?? world.state
    })
    afterEach(() => world.close())

    test('users are found by address and by id, whole', async () => {
      expect(await state.userByEmail('ada@example.com')).toEqual(ada)
      expect(await other.userById('usr_ada')).toEqual(ada)
      expect(await state.userByEmail('eve@example.com')).toBeUndefined()
      expect(await state.userById('usr_eve')).toBeUndefined()
    })

    test('a better hash replaces the one that it was made from, and no other', async () => {
      await state.rehash('usr_ada', 'hash-1', 'hash-2')
      await other.rehash('usr_ada', 'hash-1', 'hash-3')
      expect((await state.userById('usr_ada'))?.passwordHash).toBe('hash-2')
      expect(await state.userById('usr_grace')).toEqual(grace)
    })

    test('a code is first taken once, whoever asks', async () => {
      await state.keepCode(code)
      expect(await other.takeCode('code-hash')).toEqual({ code, first: true })
      expect(await state.takeCode('code-hash')).toEqual({ code, first: false })
      expect(await state.takeCode('another')).toBeUndefined()
    })

    test('a grant is found by family and by sid', async () => {
      await state.createGrant(grant('ses_1'))
      expect(await other.grantByFamily('family of ses_1')).toEqual(grant('ses_1'))
      expect(await other.grantBySid('ses_1')).toEqual(grant('ses_1'))
      expect(await state.grantByFamily('token of ses_1')).toBeUndefined()
      expect(await state.grantBySid('ses_2')).toBeUndefined()
    })

    test('of two who replace the same generation one does', async () => {
      await state.createGrant(grant('ses_1'))
      const next = (tokenHash: string) => grant('ses_1', { generation: 2, tokenHash })
      expect(await state.replaceGrant(1, next('mine'))).toBe(true)
      expect(await other.replaceGrant(1, next('theirs'))).toBe(false)
      expect(await other.grantBySid('ses_1')).toEqual(next('mine'))
      expect(await state.replaceGrant(1, grant('ses_none', { generation: 2 }))).toBe(false)
    })

    test('an ended grant is not replaced, and ends once', async () => {
      await state.createGrant(grant('ses_1'))
      await state.endGrant('ses_1', 500)
      await other.endGrant('ses_1', 900)
      expect(await state.replaceGrant(1, grant('ses_1', { generation: 2 }))).toBe(false)
      expect((await other.grantBySid('ses_1'))?.endedAt).toBe(500)
      await expect(Promise.resolve(state.endGrant('ses_none', 1))).resolves.toBeUndefined()
    })

    test('the grants of a user end, and nobody else’s', async () => {
      await state.createGrant(grant('ses_1'))
      await state.createGrant(grant('ses_2'))
      await state.createGrant(grant('ses_3', { userId: 'usr_grace' }))
      await state.endGrantsOf('usr_ada', 700)
      const ended = [await other.grantBySid('ses_1'), await other.grantBySid('ses_2')]
      expect(ended.map((each) => each?.endedAt)).toEqual([700, 700])
      expect((await other.grantBySid('ses_3'))?.endedAt).toBeUndefined()
    })

    test('what has expired is forgotten, and what has not is kept', async () => {
      await state.keepCode(code)
      await state.createGrant(grant('ses_1'))
      await state.createGrant(grant('ses_2', { expiresAt: 200_000 }))
      expect(await state.sweep(61_000)).toBe(0)
      expect(await state.sweep(150_000)).toBe(2)
      expect(await state.takeCode('code-hash')).toBeUndefined()
      expect(await state.grantBySid('ses_1')).toBeUndefined()
      expect(await state.grantBySid('ses_2')).toBeDefined()
    })
  })
}
