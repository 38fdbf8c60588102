import fc from 'fast-check'
import { expect, test } from 'vitest'
import { goodRequest, issuer, oauthClient } from '../../../test-support/oauth-client.ts'
import { signingKey } from '../../../test-support/signing-key.ts'

const otherNames =
  'grant_type code refresh_token code_verifier client_secret prompt email password id_token_hint ' +
  'post_logout_redirect_uri'
const otherValues =
  'authorization_code refresh_token client_credentials emulator-secret e30.e30.e30'
const names = [...Object.keys(goodRequest), ...otherNames.split(' ')]
const values = [...Object.values(goodRequest), ...otherValues.split(' ')]
const fields = fc.dictionary(
  fc.constantFrom(...names),
  fc.oneof(fc.constantFrom(...values), fc.string({ unit: 'binary', maxLength: 40 })),
)

test('whatever is sent, the answer is no 5xx, and there is one', async () => {
  const { emulator } = oauthClient({ signingKeys: [await signingKey()] })
  const route = fc.constantFrom(...emulator.routes)
  const text = fc.oneof(fc.string(), fc.json(), fc.constantFrom('', 'x.y.z'))
  await fc.assert(
    fc.asyncProperty(
      route,
      fields,
      fields,
      text,
      fc.boolean(),
      async (to, query, form, raw, plain) => {
        const path = to.path.replace(/:\w+/, encodeURIComponent(raw) || 'x')
        const request = new Request(`${issuer}${path}?${new URLSearchParams(query)}`, {
          method: to.method,
          headers: { authorization: `Bearer ${encodeURIComponent(raw)}` },
          ...(to.method === 'POST' && { body: plain ? raw : new URLSearchParams(form) }),
        })
        expect((await emulator.fetch(request)).status).toBeLessThan(500)
      },
    ),
    { numRuns: 500 },
  )
})
