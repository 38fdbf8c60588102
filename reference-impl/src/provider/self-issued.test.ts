import { selfIssuedWorld } from '../../test-support/self-issued-world.ts'
import { providerContract } from './contract.ts'

providerContract('selfIssued, ES256', () => selfIssuedWorld(), { notices: 'none' })
providerContract('selfIssued, EdDSA', () => selfIssuedWorld({ alg: 'EdDSA' }), { notices: 'none' })
