import type { Policy } from '../session/policy.ts'
import type { RequestView } from '../session/view.ts'

/** Whether the provider sends such: it is read to the byte, and no other auth route reads a body. */
export function isNotice({ paths }: Policy, { method, url }: RequestView): boolean {
  const path = url.split('?')[0]
  return method === 'POST' && (path === paths.webhook || path === paths.backChannelLogout)
}
