import * as v from 'valibot'
import { milliseconds } from '../target/lifetime.ts'
import type { Config } from './config.ts'

const text = v.pipe(v.string('must be text'), v.nonEmpty('must not be empty'))

const path = v.pipe(
  text,
  v.check(
    (value) => value.startsWith('/') || /^https?:\/\//i.test(value),
    'must be a path that begins with "/", or an absolute URL',
  ),
)

const url = v.pipe(
  text,
  v.check(
    (value) => /^https?:\/\//i.test(value) && URL.canParse(value),
    'must be an http or https URL, for example "http://localhost:3000"',
  ),
)

const duration = v.pipe(
  text,
  v.check(
    (value) => milliseconds(value) !== undefined,
    'must be a duration, for example "30s", "5m" or "8h"',
  ),
)

const strings = v.record(v.string(), v.string('must be text'), 'must be an object of texts')

const request = v.pipe(
  v.strictObject(
    {
      method: v.exactOptional(text),
      path,
      query: v.exactOptional(strings),
      headers: v.exactOptional(strings),
      json: v.exactOptional(v.unknown()),
      form: v.exactOptional(strings),
      text: v.exactOptional(v.string('must be text')),
    },
    'must be a request: { path, method, … }',
  ),
  v.check(
    (spec) => [spec.json, spec.form, spec.text].filter((body) => body !== undefined).length <= 1,
    'may have one body: json, form or text',
  ),
)

const requestTag = v.strictObject({ request }, 'must be { request: { path, … } }')

const formTag = v.strictObject({
  form: v.strictObject(
    { path, username: text, password: text, submit: v.exactOptional(text) },
    'must be { path, username, password }, the last two CSS selectors',
  ),
})

const commandTag = v.strictObject({ command: text })

/** Decides by the tag that is there, so that what is wrong inside it is named, and not the whole. */
const signIn = v.lazy((input) => (tagged(input, 'request') ? requestTag : formTag))
const hook = v.lazy((input) => (tagged(input, 'command') ? commandTag : requestTag))

const identities = {
  json: v.strictObject({
    json: v.pipe(text, v.startsWith('/', 'must be a JSON pointer, for example "/user/id"')),
  }),
  selector: v.strictObject({ selector: text }),
  text: v.strictObject({ text: v.pipe(text, v.check(isRegex, 'must be a regular expression')) }),
  header: v.strictObject({ header: text }),
}

const identity = v.lazy((input) => {
  if (tagged(input, 'selector')) return identities.selector
  if (tagged(input, 'text')) return identities.text
  return tagged(input, 'header') ? identities.header : identities.json
})

const names = v.union([text, v.array(text)], 'must be a cookie name, or a list of them')

const refresh = v.lazy((input) =>
  input === false
    ? v.literal(false)
    : v.strictObject(
        { path, method: v.exactOptional(text) },
        'must be { path, method }, or false where the target has no refresh',
      ),
)

const expire = v.lazy((input) =>
  typeof input === 'string'
    ? v.picklist(['auto', 'drop-cookie', 'wait'], 'must be "auto", "drop-cookie", "wait" or a hook')
    : hook,
)

/** What a config may hold. `Config` is its type, and a test compares their fields. */
export const configSchema = v.strictObject(
  {
    url,
    accounts: v.pipe(
      v.array(
        v.strictObject({ username: text, password: text }, 'must be { username, password }'),
        'must be a list of { username, password }',
      ),
      v.minLength(1, 'must hold at least one account'),
    ),
    signIn,
    protected: v.pipe(
      v.strictObject(
        { api: v.exactOptional(path), page: v.exactOptional(path) },
        'must be { api, page }, either of which may be missing',
      ),
      v.check(
        ({ api, page }) => api !== undefined || page !== undefined,
        'must name an "api" or a "page" that only a signed-in user gets',
      ),
    ),
    identity: v.exactOptional(identity),
    session: v.exactOptional(
      v.strictObject({ access: v.exactOptional(names), refresh: v.exactOptional(names) }),
    ),
    refresh: v.exactOptional(refresh),
    signOut: v.exactOptional(request),
    sessions: v.exactOptional(
      v.strictObject({
        list: v.exactOptional(request),
        end: v.exactOptional(request),
        endAll: v.exactOptional(request),
      }),
    ),
    revoke: v.exactOptional(hook),
    revokes: v.exactOptional(v.picklist(['session', 'user'], 'must be "session" or "user"')),
    lifetimes: v.exactOptional(
      v.strictObject({
        access: v.exactOptional(duration),
        replayWindow: v.exactOptional(duration),
        idle: v.exactOptional(duration),
        absolute: v.exactOptional(duration),
      }),
    ),
    expire: v.exactOptional(expire),
    transparency: v.exactOptional(
      v.picklist(['redirect', 'inline'], 'must be "redirect" or "inline"'),
    ),
  },
  'must be an object',
) satisfies v.GenericSchema<unknown, Config>

function tagged(input: unknown, tag: string): boolean {
  return typeof input === 'object' && input !== null && tag in input
}

function isRegex(source: string): boolean {
  try {
    new RegExp(source)
    return true
  } catch {
    return false
  }
}
