import type { MarkedCookie, Role } from './recording.ts'

const letters: Readonly<Record<Role, string>> = { access: 'A', refresh: 'R', other: 'C' }

/** Gives each value that a cookie had a mark: `A1` is the first access value of the story, `R2` the second refresh value. */
export interface Marks {
  cookie(name: string, value: string): MarkedCookie
  /** Replaces every value that has a mark by it. */
  redact(text: string): string
}

export function createMarks(): Marks {
  const marks = new Map<string, { role: Role; mark: string }>()
  const counts = new Map<Role, number>()
  const mark = (role: Role, value: string): { role: Role; mark: string } => {
    const known = marks.get(value)
    if (known) return known
    const count = (counts.get(role) ?? 0) + 1
    const fresh = { role, mark: `${letters[role]}${count}` }
    counts.set(role, count)
    marks.set(value, fresh)
    return fresh
  }
  return {
    // A copy under another name is still what it is a copy of.
    cookie: (name, value) => ({
      name,
      ...(value === '' ? { role: roleOf(name), mark: '' } : mark(roleOf(name), value)),
    }),
    redact: (text) =>
      [...marks].reduce((rest, [value, { mark }]) => rest.replaceAll(value, mark), text),
  }
}

function roleOf(name: string): Role {
  if (/refresh/i.test(name)) return 'refresh'
  return /access/i.test(name) ? 'access' : 'other'
}
