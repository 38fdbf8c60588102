import { parse } from 'node-html-parser'
import type { Account, Identity } from '../config/config.ts'
import type { SeenResponse } from '../wire/exchange.ts'
import { headerValue } from '../wire/headers.ts'
import { follow, leaves, parseJson } from './pointer.ts'

/** The user that an answer is for, or undefined where it is for nobody. */
export function identify(
  identity: Identity,
  response: SeenResponse | undefined,
): string | undefined {
  if (!response || response.status < 200 || response.status > 299) return undefined
  const found = read(identity, response)
  return found === undefined || found === '' ? undefined : found
}

function read(identity: Identity, response: SeenResponse): string | undefined {
  if ('json' in identity) {
    const value = follow(parseJson(response.body), identity.json)
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
  }
  if ('header' in identity) return headerValue(response.headers, identity.header)
  if ('selector' in identity) return select(response.body, identity.selector)
  const match = new RegExp(identity.text).exec(response.body)
  return match ? (match[1] ?? match[0]) : undefined
}

/** `meta[name=user]@content` is an attribute, `#user` the text inside. */
function select(html: string, selector: string): string | undefined {
  const [css = '', attribute] = selector.split('@')
  const element = parse(html).querySelector(css)
  return attribute === undefined ? element?.text.trim() : element?.getAttribute(attribute)
}

/** Names under which servers give the user's id, most telling first. */
const TELLING = ['sub', 'userid', 'user_id', 'id', 'email', 'username', 'login', 'name']

/** Where the user stands in an answer: what is the account's name, else a member that is called like one. */
export function findIdentity(account: Account, response: SeenResponse): Identity | undefined {
  const found = leaves(parseJson(response.body))
  const named = found.find(({ value }) => value === account.username)
  if (named) return { json: named.pointer }
  const telling = TELLING.flatMap((name) =>
    found.filter(({ pointer }) => pointer.toLowerCase().endsWith(`/${name}`)),
  )[0]
  if (telling) return { json: telling.pointer }
  return response.body.includes(account.username)
    ? { text: account.username.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`) }
    : undefined
}
