import * as v from 'valibot'
import { ConfigError } from './config-error.ts'
import type { Config } from './config.ts'
import { didYouMean } from './nearest.ts'
import { configSchema } from './schema.ts'

/** A field whose value stands in an environment variable. */
export interface EnvReference {
  readonly env: string
}

/**
 * Checks data against the schema and turns it into a config.
 * @throws ConfigError with one sentence about the first thing that is wrong
 */
export function readConfig(data: unknown): Config {
  const result = v.safeParse(configSchema, data, { abortEarly: false })
  if (result.success) return result.output
  // A mistyped field is missing too: its name tells more than its absence.
  throw new ConfigError(sentence(result.issues.find(isUnknownField) ?? result.issues[0]))
}

/** The same data without the fields that this version does not know, and their paths. */
export function withoutUnknown(data: unknown): { data: unknown; dropped: readonly string[] } {
  const result = v.safeParse(configSchema, data, { abortEarly: false })
  const unknown = result.issues?.filter(isUnknownField).map(keysOf) ?? []
  if (unknown.length === 0) return { data, dropped: [] }
  // An object names only the first of its unknown fields, hence once more.
  const rest = withoutUnknown(unknown.reduce<unknown>((left, keys) => without(left, keys), data))
  return { data: rest.data, dropped: [...unknown.map(pathText), ...rest.dropped] }
}

/**
 * Puts the values of environment variables in the place of `{ env: 'NAME' }`.
 * @throws ConfigError where a variable is not set
 */
export function resolveEnv(
  data: unknown,
  env: Readonly<Record<string, string | undefined>>,
  path: readonly (string | number)[] = [],
): unknown {
  if (Array.isArray(data)) return data.map((item, at) => resolveEnv(item, env, [...path, at]))
  if (typeof data !== 'object' || data === null) return data
  if (isReference(data)) {
    const value = env[data.env]
    if (value !== undefined && value !== '') return value
    throw new ConfigError(`${pathText(path)}: the environment variable ${data.env} is not set`)
  }
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, resolveEnv(value, env, [...path, key])]),
  )
}

function isReference(data: object): data is EnvReference {
  return 'env' in data && typeof data.env === 'string' && Object.keys(data).length === 1
}

type Issue = v.BaseIssue<unknown>

function sentence(issue: Issue): string {
  const path = pathText(keysOf(issue))
  if (isUnknownField(issue)) {
    const keys = keysOf(issue)
    const siblings = namesAt(configSchema, keys.slice(0, -1))
    const known = siblings.length === 0 ? '' : `; known here: ${siblings.join(', ')}`
    return `${path} is not a field${didYouMean(String(keys.at(-1)), siblings) || known}`
  }
  if (isMissingField(issue)) return `${path} is missing${explain(path)}`
  return path === '' ? `the config ${issue.message}` : `${path} ${issue.message}`
}

const EXPLAIN: Readonly<Record<string, string>> = {
  url: ': the address of the target',
  accounts: ': at least one { username, password }, with env() for what is secret',
  signIn: ': form({ path, username, password }) or request({ … })',
  protected: ': { api: "/api/me" } or { page: "/dashboard" }, what only a signed-in user gets',
}

function explain(path: string): string {
  return EXPLAIN[path] ?? ''
}

function isUnknownField(issue: Issue): boolean {
  return issue.type === 'strict_object' && issue.expected === 'never'
}

function isMissingField(issue: Issue): boolean {
  return (
    issue.type === 'strict_object' && issue.received === 'undefined' && keysOf(issue).length > 0
  )
}

function keysOf(issue: Issue): readonly (string | number)[] {
  return (issue.path ?? []).map((item) => item.key as string | number)
}

/** `accounts[0].password` */
function pathText(keys: readonly (string | number)[]): string {
  return keys
    .map((key, at) => (typeof key === 'number' ? `[${key}]` : at === 0 ? key : `.${key}`))
    .join('')
}

/** The field names that the schema has at a path; tagged choices offer all their tags. */
function namesAt(schema: unknown, keys: readonly (string | number)[]): readonly string[] {
  const [key, ...rest] = keys
  const node = schema as {
    wrapped?: unknown
    item?: unknown
    entries?: Record<string, unknown>
    getter?: (input: unknown) => unknown
  }
  if (node.wrapped !== undefined) return namesAt(node.wrapped, keys)
  if (node.getter) {
    const tags = ['form', 'request', 'command', 'json', 'selector', 'text', 'header']
    const tag = tags.find((each) => each === key)
    if (key === undefined)
      return tags.filter((each) => namesAt(node.getter?.({ [each]: 1 }), []).includes(each))
    return namesAt(node.getter(tag === undefined ? {} : { [tag]: 1 }), keys)
  }
  if (key === undefined) return Object.keys(node.entries ?? {})
  if (typeof key === 'number') return namesAt(node.item ?? {}, rest)
  return namesAt(node.entries?.[key] ?? {}, rest)
}

function without(data: unknown, keys: readonly (string | number)[]): unknown {
  const [key, ...rest] = keys
  if (key === undefined || typeof data !== 'object' || data === null) return data
  if (Array.isArray(data))
    return data.map((item: unknown, at) => (at === key ? without(item, rest) : item))
  const entries = Object.entries(data)
  return Object.fromEntries(
    rest.length === 0
      ? entries.filter(([name]) => name !== key)
      : entries.map(([name, value]) => [name, name === key ? without(value, rest) : value]),
  )
}
