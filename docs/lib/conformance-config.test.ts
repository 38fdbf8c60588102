import { expect, it } from 'vitest'
import { readConfig, resolveEnv } from '../../conformance/src/config/read-config.ts'
import config from './conformance-config.ts'

const env = { E2E_USER: 'ada', E2E_OTHER_USER: 'grace', E2E_PASSWORD: 'not a secret' }

it('is a config that the suite takes, as the page shows it', () => {
  expect(readConfig(resolveEnv(config, env)).accounts).toEqual([
    { username: 'ada', password: 'not a secret' },
    { username: 'grace', password: 'not a secret' },
  ])
})
