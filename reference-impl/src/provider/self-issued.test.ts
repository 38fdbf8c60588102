import { selfIssuedWorld } from '../../test-support/self-issued-world.ts'
import { providerContract } from './contract.ts'
import { selfIssuedSqlite } from './self-issued-sqlite.ts'

const notices = 'none'

providerContract('selfIssued, ES256', () => selfIssuedWorld(), { notices })
providerContract(
  'selfIssued, EdDSA and SQLite',
  () =>
    selfIssuedWorld({
      alg: 'EdDSA',
      state(users) {
        const state = selfIssuedSqlite(':memory:')
        for (const user of users) state.saveUser(user)
        return state
      },
    }),
  { notices },
)
