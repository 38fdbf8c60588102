import type { Check, Group } from '../../conformance/src/checks/check.ts'
import { citations, type Citation } from '../../conformance/src/checks/citations.ts'
import { checkById, checks } from '../../conformance/src/checks/index.ts'

/** Groups in the order of a session's life, with what they are about. */
const groupTitles: Record<Group, string> = {
  cookies: 'Cookies',
  scope: 'Scope of the refresh credential',
  transport: 'Transport',
  'sign-in': 'Sign in',
  access: 'Access credential',
  refresh: 'Refresh',
  revoke: 'Revoke',
  'sign-out': 'Sign out',
  'cross-site': 'Cross-site requests',
  caching: 'Caching',
  exposure: 'Exposure to scripts',
  errors: 'Refusals',
  isolation: 'Isolation of users',
}

export interface CheckGroup {
  readonly group: Group
  readonly title: string
  readonly checks: readonly Check[]
}

/** The checks by group; a group without checks is left out. */
export const checkGroups: readonly CheckGroup[] = (Object.keys(groupTitles) as Group[])
  .map((group) => ({
    group,
    title: groupTitles[group],
    checks: checks.filter((check) => groupOf(check) === group),
  }))
  .filter((entry) => entry.checks.length > 0)

function groupOf(check: Check): Group {
  return check.id.slice(0, check.id.indexOf('/')) as Group
}

export function checkPage(id: string): `/checklist/${string}/` {
  return `/checklist/${id}/`
}

/** The check of that id; a page that names one which does not exist fails the build. */
export function checkOf(id: string): Check {
  const check = checkById(id)
  if (!check) throw new Error(`There is no check "${id}" in conformance/src/checks.`)
  return check
}

export function citationsOf(check: Check): readonly Citation[] {
  return check.citations.map((id) => citations[id])
}

/** `http`, or `http and browser`. */
export function driversOf(check: Check): string {
  return check.drivers.join(' and ')
}
