import {
  failureKinds,
  failurePlaces,
  type Failure,
  type KnobChanges,
  type Webhook,
} from '../knobs.ts'
import type { User } from '../users.ts'
import { demoPassword } from '../users.ts'

/** A sentence on what is wrong in the input of the admin API, where, and what would do. */
export class InputError extends Error {}

type Json = Readonly<Record<string, unknown>>

export async function jsonBody(request: Request): Promise<Json> {
  const text = await request.text()
  if (!text.trim()) return {}
  try {
    return object(JSON.parse(text), 'The body')
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError('The body is no JSON. Send an object, such as {"replayGrace": 0}.')
  }
}

export function knobChanges(body: Json): KnobChanges {
  return readFields(body, 'The body', {
    lifetimes: (value) =>
      readFields(object(value, 'lifetimes'), 'lifetimes', {
        access: atLeast(1, 'seconds'),
        idle: atLeast(1, 'seconds'),
        absolute: atLeast(1, 'seconds'),
      }),
    replayGrace: atLeast(0, 'seconds'),
    replayEndsFamily: flag,
    autoApprove: flag,
    latencyMs: atLeast(0, 'milliseconds'),
    failNext: failures,
    clockOffset: number('seconds'),
    webhook: (value) => (value === null ? null : webhook(object(value, 'webhook'))),
    backChannelLogoutUri: (value, name) => (value === null ? null : address(value, name)),
  })
}

export function rotation(body: Json): { drop?: boolean } {
  return readFields(body, 'The body', { drop: flag })
}

/** A user from what is given of one; the rest is made up from the e-mail address. */
export function newUser(body: Json, id: string): User {
  const given = readFields(body, 'The body', {
    id: text,
    email: text,
    name: text,
    password: text,
    organizationId: text,
    roles: texts,
    permissions: texts,
  })
  if (!given.email?.includes('@')) {
    throw new InputError(
      'email is missing, or holds no "@". Send {"email": "someone@example.com"}.',
    )
  }
  return {
    id,
    name: given.email,
    password: demoPassword,
    organizationId: 'org_demo',
    roles: [],
    permissions: [],
    ...given,
    email: given.email,
  }
}

type Reader = (value: unknown, name: string) => unknown
type Fields<R extends Readonly<Record<string, Reader>>> = {
  -readonly [K in keyof R]?: ReturnType<R[K]>
}

/** Reads the known fields of an object, and refuses any other: a misspelt knob must not pass for turned. */
function readFields<R extends Readonly<Record<string, Reader>>>(
  body: Json,
  where: string,
  readers: R,
): Fields<R> {
  const unknown = Object.keys(body).find((name) => !Object.hasOwn(readers, name))
  if (unknown !== undefined) {
    const known = Object.keys(readers).join(', ')
    throw new InputError(`${where} holds "${unknown}", which is not known. Send one of: ${known}.`)
  }
  const fields = Object.entries(body).map(([name, value]) => [name, readers[name]?.(value, name)])
  return Object.fromEntries(fields) as Fields<R>
}

function failures(value: unknown): readonly Failure[] {
  const given = Array.isArray(value) ? value : [value]
  return given.map((failure: unknown) => {
    const {
      count = 1,
      kind,
      on,
    } = readFields(object(failure, 'failNext'), 'failNext', {
      count: atLeast(1, 'requests'),
      kind: oneOf(failureKinds),
      on: oneOf(failurePlaces),
    })
    if (kind === undefined || on === undefined) {
      throw new InputError(
        'failNext wants kind and on. Send {"failNext": {"count": 1, "kind": "503", "on": "token"}}.',
      )
    }
    if (kind === 'lost-response' && on === 'grpc') {
      throw new InputError(
        'lost-response is not known on grpc. Send reset, or choose another place.',
      )
    }
    return { count, kind, on }
  })
}

function webhook(value: Json): Webhook {
  const { url, secret } = readFields(value, 'webhook', { url: address, secret: text })
  if (url !== undefined && secret !== undefined && /^[^_]+_[A-Za-z0-9+/]+=*$/.test(secret)) {
    return { url, secret }
  }
  throw new InputError(
    'webhook wants url and secret. Send {"webhook": {"url": "http://localhost:3000/auth/webhook", "secret": "whsec_…"}}, with base64 after the underscore.',
  )
}

function address(value: unknown, name: string): string {
  const given = text(value, name)
  if (URL.canParse(given) && /^https?:$/.test(new URL(given).protocol)) return given
  throw new InputError(`${name} is no address. Send one that starts with http:// or https://.`)
}

function object(value: unknown, name: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json
  throw new InputError(`${name} is no object. Send one in braces.`)
}

function number(unit: string) {
  return (value: unknown, name: string): number => {
    if (typeof value === 'number' && Number.isFinite(value)) return value
    throw new InputError(`${name} is no number. Send ${unit}, without quotes.`)
  }
}

function atLeast(least: number, unit: string) {
  const read = number(unit)
  return (value: unknown, name: string): number => {
    const given = read(value, name)
    if (given >= least) return given
    throw new InputError(`${name} is ${given}. Send ${least} or more ${unit}.`)
  }
}

function flag(value: unknown, name: string): boolean {
  if (typeof value === 'boolean') return value
  throw new InputError(`${name} is neither true nor false. Send one of them, without quotes.`)
}

function text(value: unknown, name: string): string {
  if (typeof value === 'string' && value) return value
  throw new InputError(`${name} is no text. Send a string that is not empty.`)
}

function texts(value: unknown, name: string): readonly string[] {
  if (Array.isArray(value)) return value.map((item) => text(item, `An item of ${name}`))
  throw new InputError(`${name} is no list. Send an array of strings.`)
}

function oneOf<const T extends string>(known: readonly T[]) {
  return (value: unknown, name: string): T => {
    const given = known.find((candidate) => candidate === String(value))
    if (given !== undefined) return given
    throw new InputError(`${name} is not known. Send one of: ${known.join(', ')}.`)
  }
}
